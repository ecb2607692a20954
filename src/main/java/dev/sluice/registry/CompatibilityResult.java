package dev.sluice.registry;

import java.util.List;

/**
 * What a registry answers when asked whether a schema could follow the ones it holds.
 *
 * @param compatible the verdict
 * @param messages the registry's reasons, empty when compatible or when it gives none
 */
public record CompatibilityResult(boolean compatible, List<String> messages) {

    /** Copies the messages. */
    public CompatibilityResult {
        messages = List.copyOf(messages);
    }
}

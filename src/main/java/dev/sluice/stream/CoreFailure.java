package dev.sluice.stream;

import dev.sluice.stream.state.DamagedStateException;
import java.util.function.Supplier;

/**
 * The rules failed on what they were given. Told apart from a failure of stores, registry or encoding, because only this
 * one is the record's own: it would come again with the same record, and no other record is to wait for it.
 */
final class CoreFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    private CoreFailure(RuntimeException cause) {
        super(cause.getClass().getSimpleName(), cause);
    }

    /** Asks the rules. */
    static <T> T of(Supplier<T> rules) {
        try {
            return rules.get();
        } catch (DamagedStateException e) {
            // Parts of the state are read when the rules ask for them.
            throw e;
        } catch (RuntimeException e) {
            throw new CoreFailure(e);
        }
    }
}

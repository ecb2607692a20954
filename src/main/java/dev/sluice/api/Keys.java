package dev.sluice.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.domain.SubjectKeys;
import dev.sluice.domain.group.GroupNames;

/** The key of whom an item is about. */
final class Keys {
    private Keys() {}

    static String of(ObjectNode item) {
        if (item.has("identityId")) {
            return item.get("identityId").textValue();
        }
        if (item.has("address")) {
            return SubjectKeys.address(item.get("address").textValue());
        }
        if (item.has("group")) {
            return GroupNames.groupKey(
                            item.at("/group/system").asText(),
                            item.at("/group/name").asText())
                    .orElseThrow();
        }
        return SubjectKeys.account(
                item.at("/account/system").asText(), item.at("/account/name").asText());
    }
}

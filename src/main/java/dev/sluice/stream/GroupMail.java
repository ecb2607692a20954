package dev.sluice.stream;

import dev.sluice.domain.ReasonCode;
import dev.sluice.domain.Rejection;
import dev.sluice.domain.SubjectKeys;
import dev.sluice.domain.Validation;
import dev.sluice.domain.correlation.ClaimChange;
import dev.sluice.domain.group.ClaimedGroup;
import dev.sluice.domain.group.GroupNames;
import dev.sluice.event.Exchange;
import dev.sluice.event.ExchangeKind;
import dev.sluice.event.GroupRef;
import java.time.Instant;
import java.util.Optional;

/** What identities tell units, and units groups: of which unit somebody is, and which group a unit asks for. */
final class GroupMail {
    private GroupMail() {}

    static boolean takes(Exchange message) {
        return message.getKind() == ExchangeKind.CLAIM && ClaimedGroup.is(message.getReceiver());
    }

    static Exchange claim(String sender, String claimed, ClaimChange change, long at) {
        ClaimedGroup claim = ClaimedGroup.parse(claimed);
        return Exchange.newBuilder()
                .setKind(ExchangeKind.CLAIM)
                .setReceiver(claim.receiver())
                .setSender(sender)
                .setStatus(change.name())
                .setSentAt(Instant.ofEpochMilli(Math.max(0, at)))
                .setGroup(GroupRef.newBuilder()
                        .setName(claim.name())
                        .setDisplayName(claim.displayName())
                        .build())
                .build();
    }

    /** Why no stage can have written a message: anybody who may write to the topic can forge it. */
    static Optional<Rejection> check(Exchange message, long arrivedAt, int partitions, int partition) {
        String receiver = message.getReceiver();
        GroupRef group = message.getGroup();
        boolean says = ClaimChange.MADE.name().equals(message.getStatus())
                || ClaimChange.ENDED.name().equals(message.getStatus());
        boolean wellFormed = group != null
                && says
                && (SubjectKeys.isUnit(receiver) ? isToUnit(message, group) : isToGroup(message, group))
                && Validation.isInstant(message.getSentAt())
                && !message.getSentAt().isAfter(Instant.ofEpochMilli(arrivedAt).plus(CorrelationDesk.AHEAD))
                && Partitioning.of(receiver, partitions) == partition;
        return wellFormed
                ? Optional.empty()
                : Optional.of(new Rejection(ReasonCode.INVALID_FIELD, "Refused: no stage has written this CLAIM."));
    }

    private static boolean isToUnit(Exchange message, GroupRef unit) {
        String receiver = message.getReceiver();
        return Validation.isUnitKey(receiver)
                && Validation.isIdentityId(message.getSender())
                && isShown(unit.getName())
                && unit.getDisplayName() == null;
    }

    private static boolean isToGroup(Exchange message, GroupRef group) {
        String receiver = message.getReceiver();
        return Validation.isGroupKey(receiver)
                && Validation.isUnitKey(message.getSender())
                && GroupNames.groupKey(SubjectKeys.systemOfGroup(receiver), group.getName())
                        .filter(receiver::equals)
                        .isPresent()
                && isShown(group.getDisplayName());
    }

    private static boolean isShown(String text) {
        return text != null && text.equals(GroupNames.display(text));
    }

    /** What is claimed in a message that was checked. */
    static ClaimedGroup claimed(Exchange message) {
        return new ClaimedGroup(
                message.getReceiver(),
                message.getGroup().getName(),
                message.getGroup().getDisplayName());
    }

    /** Whether it is claimed in a message that was checked, or no longer. */
    static boolean holds(Exchange message) {
        return ClaimChange.MADE.name().equals(message.getStatus());
    }
}

package dev.sluice.stream;

import dev.sluice.domain.FactKey;
import dev.sluice.domain.group.Group;
import dev.sluice.domain.group.GroupClaim;
import dev.sluice.domain.group.GroupFacts;
import dev.sluice.domain.group.GroupQuota;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/** How units and groups are stored: a version, then the fields in their order. */
final class GroupFormat {
    private static final int VERSION = 1;

    /** What is stored of who has a value. */
    record Bearer(long at, String spelling) {}

    private GroupFormat() {}

    static byte[] bytes(GroupFacts facts) {
        return VersionedBytes.write(VERSION, out -> write(out, facts));
    }

    static GroupFacts facts(byte[] bytes) {
        return VersionedBytes.read("A unit", VERSION, bytes, GroupFormat::facts);
    }

    static byte[] bytes(Group group) {
        return VersionedBytes.write(VERSION, out -> {
            write(out, group.facts());
            out.writeBoolean(group.isAdmitted());
            out.writeBoolean(group.tells());
            out.writeInt(group.claims().size());
            for (Map.Entry<String, GroupClaim> claim : group.claims().entrySet()) {
                out.writeUTF(claim.getKey());
                out.writeBoolean(claim.getValue().holds());
                out.writeLong(claim.getValue().at());
                out.writeUTF(claim.getValue().name());
                out.writeUTF(claim.getValue().displayName());
            }
        });
    }

    static Group group(byte[] bytes, GroupQuota quota) {
        return VersionedBytes.read("A group", VERSION, bytes, in -> {
            GroupFacts facts = facts(in);
            boolean admitted = in.readBoolean();
            boolean tells = in.readBoolean();
            Map<String, GroupClaim> claims = new TreeMap<>();
            for (int i = in.readInt(); i > 0; i--) {
                String unit = in.readUTF();
                claims.put(unit, new GroupClaim(in.readBoolean(), in.readLong(), in.readUTF(), in.readUTF()));
            }
            return new Group(facts, claims, admitted, tells, quota);
        });
    }

    static byte[] bytes(Bearer bearer) {
        return VersionedBytes.write(VERSION, out -> {
            out.writeLong(bearer.at());
            out.writeUTF(bearer.spelling());
        });
    }

    static Bearer bearer(byte[] bytes) {
        return VersionedBytes.read("Who is of a unit", VERSION, bytes, in -> new Bearer(in.readLong(), in.readUTF()));
    }

    private static void write(DataOutputStream out, GroupFacts facts) throws IOException {
        write(out, facts.toldOf(), facts.name());
        write(out, facts.deleted(), "");
        write(out, facts.shown(), facts.displayName());
    }

    private static void write(DataOutputStream out, FactKey key, String says) throws IOException {
        out.writeBoolean(key != null);
        if (key != null) {
            out.writeLong(key.at());
            out.writeUTF(key.source());
            out.writeLong(key.sequence());
            out.writeUTF(key.eventId());
            out.writeUTF(says);
        }
    }

    private static GroupFacts facts(DataInputStream in) throws IOException {
        Said told = said(in);
        Said deleted = said(in);
        Said shown = said(in);
        return new GroupFacts(told.key(), told.says(), deleted.key(), shown.key(), shown.says());
    }

    /** A fact and what it says; both null if there is none. */
    private record Said(FactKey key, String says) {}

    private static Said said(DataInputStream in) throws IOException {
        return in.readBoolean()
                ? new Said(new FactKey(in.readLong(), in.readUTF(), in.readLong(), in.readUTF()), in.readUTF())
                : new Said(null, null);
    }
}

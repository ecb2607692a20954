package dev.sluice.stream;

import dev.sluice.domain.correlation.Bearers;
import dev.sluice.domain.correlation.Claim;
import dev.sluice.domain.correlation.ClaimChange;
import dev.sluice.domain.correlation.Claims;
import dev.sluice.domain.correlation.Found;
import dev.sluice.domain.correlation.Ownership;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** How it is stored whose an account is: a version, then the fields in their order. */
final class CorrelationFormat {
    private static final int VERSION = 1;

    private CorrelationFormat() {}

    static byte[] bytes(Ownership ownership) {
        return VersionedBytes.write(VERSION, out -> {
            out.writeBoolean(ownership.assigned() != null);
            if (ownership.assigned() != null) {
                out.writeUTF(ownership.assigned());
            }
            out.writeLong(ownership.assignedAt());
            write(out, ownership.told());
            out.writeInt(ownership.found().size());
            for (Map.Entry<String, Found> found : ownership.found().entrySet()) {
                out.writeUTF(found.getKey());
                out.writeLong(found.getValue().expected());
                write(out, found.getValue().claims());
            }
        });
    }

    static Ownership ownership(byte[] bytes) {
        return VersionedBytes.read("The owner of an account", VERSION, bytes, in -> {
            String assigned = in.readBoolean() ? in.readUTF() : null;
            long assignedAt = in.readLong();
            Claims told = claims(in);
            Map<String, Found> found = new LinkedHashMap<>();
            for (int i = VersionedBytes.count(in); i > 0; i--) {
                String key = in.readUTF();
                long expected = in.readLong();
                found.put(key, new Found(claims(in), expected));
            }
            return Ownership.of(assigned, assignedAt, told, found);
        });
    }

    static byte[] bytes(Bearers bearers) {
        return VersionedBytes.write(VERSION, out -> {
            write(out, bearers.claims());
            out.writeInt(bearers.askers().size());
            for (String asker : bearers.askers()) {
                out.writeUTF(asker);
            }
        });
    }

    static Bearers bearers(byte[] bytes) {
        return VersionedBytes.read("Who has a value", VERSION, bytes, in -> {
            Claims claims = claims(in);
            TreeSet<String> askers = new TreeSet<>();
            for (int i = VersionedBytes.count(in); i > 0; i--) {
                askers.add(in.readUTF());
            }
            return Bearers.of(claims, askers);
        });
    }

    static byte[] bytes(Waiting waiting) {
        return VersionedBytes.write(VERSION, out -> {
            out.writeLong(waiting.firstFact());
            out.writeLong(waiting.nextFact());
            out.writeLong(waiting.factBytes());
            out.writeLong(waiting.firstAct());
            out.writeLong(waiting.nextAct());
            out.writeLong(waiting.actBytes());
        });
    }

    static Waiting waiting(byte[] bytes) {
        return VersionedBytes.read(
                "What waits of an account",
                VERSION,
                bytes,
                in -> new Waiting(
                        in.readLong(), in.readLong(), in.readLong(), in.readLong(), in.readLong(), in.readLong()));
    }

    private static void write(DataOutputStream out, Claims claims) throws IOException {
        out.writeBoolean(claims.more());
        out.writeInt(claims.byIdentity().size());
        for (Map.Entry<String, Claim> claim : claims.byIdentity().entrySet()) {
            out.writeUTF(claim.getKey());
            out.writeByte(claim.getValue().change().ordinal());
            out.writeLong(claim.getValue().at());
        }
    }

    private static Claims claims(DataInputStream in) throws IOException {
        boolean more = in.readBoolean();
        Map<String, Claim> claims = new TreeMap<>();
        for (int i = VersionedBytes.count(in); i > 0; i--) {
            String identity = in.readUTF();
            ClaimChange change = ClaimChange.values()[in.readByte()];
            claims.put(identity, new Claim(change, in.readLong()));
        }
        return Claims.of(claims, more);
    }
}

package dev.sluice.stream;

import dev.sluice.domain.brake.Buckets;
import dev.sluice.domain.brake.SourceBrake;
import dev.sluice.domain.brake.TaskBrake;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** How the brake's counts are stored: a version, then the fields in their order. */
final class BrakeFormat {
    private static final int VERSION = 1;

    private BrakeFormat() {}

    static byte[] bytes(TaskBrake brake) {
        return VersionedBytes.write(VERSION, out -> {
            out.writeLong(brake.since());
            out.writeLong(brake.counted());
            out.writeLong(brake.known());
            out.writeBoolean(brake.held());
            out.writeLong(brake.heldAt());
            out.writeLong(brake.openUntil());
            write(out, brake.buckets());
        });
    }

    static TaskBrake task(byte[] bytes) {
        return VersionedBytes.read(
                "The count of a source",
                VERSION,
                bytes,
                in -> new TaskBrake(
                        in.readLong(),
                        in.readLong(),
                        in.readLong(),
                        in.readBoolean(),
                        in.readLong(),
                        in.readLong(),
                        buckets(in)));
    }

    static byte[] bytes(SourceBrake brake) {
        return VersionedBytes.write(VERSION, out -> {
            out.writeLong(brake.since());
            out.writeLong(brake.askedAt());
            out.writeLong(brake.heldAt());
            out.writeBoolean(brake.held());
            out.writeInt(brake.episode());
            out.writeInt(brake.tasks().size());
            for (Map.Entry<Integer, SourceBrake.Told> task : brake.tasks().entrySet()) {
                out.writeInt(task.getKey());
                out.writeLong(task.getValue().since());
                out.writeLong(task.getValue().counted());
                write(out, task.getValue().buckets());
            }
        });
    }

    static SourceBrake source(byte[] bytes) {
        return VersionedBytes.read("The sum of a source", VERSION, bytes, in -> {
            long since = in.readLong();
            long askedAt = in.readLong();
            long heldAt = in.readLong();
            boolean held = in.readBoolean();
            int episode = in.readInt();
            SortedMap<Integer, SourceBrake.Told> tasks = new TreeMap<>();
            for (int i = VersionedBytes.count(in); i > 0; i--) {
                int task = in.readInt();
                tasks.put(task, new SourceBrake.Told(in.readLong(), in.readLong(), buckets(in)));
            }
            return new SourceBrake(since, askedAt, heldAt, held, episode, tasks);
        });
    }

    private static void write(DataOutputStream out, Buckets buckets) throws IOException {
        out.writeInt(buckets.counts().size());
        for (Map.Entry<Long, Long> bucket : buckets.counts().entrySet()) {
            out.writeLong(bucket.getKey());
            out.writeLong(bucket.getValue());
        }
    }

    private static Buckets buckets(DataInputStream in) throws IOException {
        SortedMap<Long, Long> counts = new TreeMap<>();
        for (int i = VersionedBytes.count(in); i > 0; i--) {
            long begin = in.readLong();
            counts.put(begin, in.readLong());
        }
        return new Buckets(counts);
    }
}

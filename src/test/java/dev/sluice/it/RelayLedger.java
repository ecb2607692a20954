package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a receiver of numbered records has seen: keeps count by partition, and fails at once where a record overtakes another
 * or comes again as another.
 */
final class RelayLedger {
    private static final Pattern ID = Pattern.compile("id=\"(.*)-(\\d+)-(\\d+)\"] (.*)$", Pattern.DOTALL);

    private final Map<Integer, Partition> partitions = new HashMap<>();
    private final Map<String, Integer> wrong = new HashMap<>();
    private long received;

    private static final class Partition {
        private final BitSet seen = new BitSet();
        private int highest = -1;
        private int farthestBack;
        private int lowestRepeat = Integer.MAX_VALUE;
        private long repeats;
    }

    /** A syslog message with the relay's header. */
    synchronized void syslog(String message) {
        Matcher id = ID.matcher(message);
        if (!id.find()) {
            wrong.merge("without an id: " + message, 1, Integer::sum);
            return;
        }
        record(Integer.parseInt(id.group(2)), Integer.parseInt(id.group(3)), id.group(4));
    }

    /** A record by its coordinates; offset and number are the same in these tests. */
    synchronized void record(int partition, int offset, String text) {
        if (!text.equals(RelayBed.text(partition, offset))) {
            wrong.merge(partition + "/" + offset + " is " + text, 1, Integer::sum);
            return;
        }
        received++;
        Partition own = partitions.computeIfAbsent(partition, p -> new Partition());
        if (offset > own.highest + 1) {
            wrong.merge(partition + "/" + offset + " came after " + own.highest, 1, Integer::sum);
        }
        if (own.seen.get(offset)) {
            own.repeats++;
            own.farthestBack = Math.max(own.farthestBack, own.highest - offset + 1);
            own.lowestRepeat = Math.min(own.lowestRepeat, offset);
        }
        own.seen.set(offset);
        own.highest = Math.max(own.highest, offset);
    }

    synchronized long distinct() {
        return partitions.values().stream()
                .mapToLong(partition -> partition.seen.cardinality())
                .sum();
    }

    synchronized long received() {
        return received;
    }

    synchronized long repeats() {
        return partitions.values().stream()
                .mapToLong(partition -> partition.repeats)
                .sum();
    }

    /** The most records that one step back went over. */
    synchronized int farthestBack() {
        return partitions.values().stream()
                .mapToInt(partition -> partition.farthestBack)
                .max()
                .orElse(0);
    }

    /** The lowest record that came again, by partition; absent where none did. */
    synchronized Map<Integer, Integer> lowestRepeats() {
        Map<Integer, Integer> lowest = new HashMap<>();
        partitions.forEach((partition, own) -> {
            if (own.repeats > 0) {
                lowest.put(partition, own.lowestRepeat);
            }
        });
        return lowest;
    }

    /** Nothing is missing, nothing overtook, and whatever came again was the same. */
    synchronized void assertComplete(int count, int each) {
        assertThat(wrong).isEmpty();
        assertThat(partitions).hasSize(count);
        partitions.forEach((number, own) -> assertThat(own.seen.cardinality())
                .as("records of partition %s", number)
                .isEqualTo(each)
                .isEqualTo(own.highest + 1));
    }
}

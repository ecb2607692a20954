package dev.sluice.audit.proof;

import dev.sluice.audit.proof.Defect.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** What is found wrong, in the order of its places. Of very many the first are kept, and the first of each kind. */
final class Findings {
    private static final int MAX = 100;

    /** Where it was found, or, for what has no offset, up to where all was read. */
    private record Entry(long offset, Defect defect) {}

    private final String place;
    private final List<Entry> kept = new ArrayList<>();
    private final Set<Kind> kinds = new HashSet<>();
    private long count;
    private long furthest = -1;

    Findings(int partition) {
        this.place = "partition " + partition + ", offset ";
    }

    /** A record's place, in words. */
    String where(long offset) {
        return place + offset;
    }

    /** Adds one; tells its number if it was kept, or -1. */
    int add(Kind kind, long sequence, String where, String text) {
        return add(furthest, new Defect(kind, sequence, where, text));
    }

    int add(Kind kind, long sequence, long offset, String text) {
        furthest = Math.max(furthest, offset);
        return add(offset, new Defect(kind, sequence, where(offset), text));
    }

    private int add(long offset, Defect defect) {
        count++;
        if (kept.size() >= MAX && !kinds.add(defect.kind())) {
            return -1;
        }
        kinds.add(defect.kind());
        kept.add(new Entry(offset, defect));
        return kept.size() - 1;
    }

    /** More is known now of one that was told. */
    void replace(int number, Kind kind, long sequence, long offset, String text) {
        if (number >= 0) {
            kept.set(number, new Entry(offset, new Defect(kind, sequence, where(offset), text)));
        }
    }

    /** It was not so. */
    void withdraw(int number) {
        count--;
        if (number >= 0) {
            kept.set(number, null);
        }
    }

    /** What it says is not certain. */
    void qualify(int number, String text) {
        if (number >= 0) {
            Entry entry = kept.get(number);
            Defect was = entry.defect();
            kept.set(number, new Entry(entry.offset(), new Defect(was.kind(), was.sequence(), was.where(), text)));
        }
    }

    void addAll(List<Defect> defects) {
        defects.forEach(defect -> add(defect.kind(), defect.sequence(), defect.where(), defect.text()));
    }

    /** In the order of their places: sometimes what is wrong is known only when more was read. */
    List<Defect> kept() {
        return kept.stream()
                .filter(Objects::nonNull)
                .sorted(Comparator.comparingLong(Entry::offset))
                .map(Entry::defect)
                .toList();
    }

    long count() {
        return count;
    }
}

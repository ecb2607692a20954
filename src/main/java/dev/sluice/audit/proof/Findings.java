package dev.sluice.audit.proof;

import dev.sluice.audit.proof.Defect.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What is found wrong, in the order in which it is met. Of very many the first are kept, and the first of each kind. */
final class Findings {
    private static final int MAX = 100;

    private final String place;
    private final List<Defect> kept = new ArrayList<>();
    private final Set<Kind> kinds = new HashSet<>();
    private long count;

    Findings(int partition) {
        this.place = "partition " + partition + ", offset ";
    }

    /** A record's place, in words. */
    String where(long offset) {
        return place + offset;
    }

    /** Adds one; tells its number if it was kept, or -1. */
    int add(Kind kind, long sequence, String where, String text) {
        count++;
        if (kept.size() >= MAX && !kinds.add(kind)) {
            return -1;
        }
        kinds.add(kind);
        kept.add(new Defect(kind, sequence, where, text));
        return kept.size() - 1;
    }

    int add(Kind kind, long sequence, long offset, String text) {
        return add(kind, sequence, where(offset), text);
    }

    /** More is known now of one that was told. */
    void replace(int number, Kind kind, long sequence, long offset, String text) {
        if (number >= 0) {
            kept.set(number, new Defect(kind, sequence, where(offset), text));
        }
    }

    void addAll(List<Defect> defects) {
        defects.forEach(defect -> add(defect.kind(), defect.sequence(), defect.where(), defect.text()));
    }

    List<Defect> kept() {
        return kept;
    }

    long count() {
        return count;
    }
}

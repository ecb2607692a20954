package dev.sluice.stream.state;

import dev.sluice.domain.FactKey;
import dev.sluice.domain.access.Grant;
import dev.sluice.domain.access.HeldRow;
import java.util.Arrays;

/**
 * The sources that the rows under one name refer to by number, so that none repeats them. Only ever added to: a row that was
 * written before stays as it is.
 */
final class Sources {
    /** Rows of further sources write them out. */
    private static final int MAX = 32;

    private static final String[] NONE = {};

    private String[] texts;

    private Sources(String[] texts) {
        this.texts = texts;
    }

    static Sources none() {
        return new Sources(NONE);
    }

    /** These sources, to add to. */
    static Sources from(String[] texts) {
        return new Sources(texts);
    }

    /** All of them, by number; not to be changed. */
    String[] texts() {
        return texts;
    }

    void note(HeldRow row) {
        for (Grant grant : row.grants()) {
            note(grant.key());
        }
        row.revokes().forEach(this::note);
    }

    private void note(FactKey key) {
        String source = key.source();
        for (String text : texts) {
            if (text.equals(source)) {
                return;
            }
        }
        if (texts.length < MAX) {
            texts = Arrays.copyOf(texts, texts.length + 1);
            texts[texts.length - 1] = source;
        }
    }
}

package dev.sluice.torture.oracle;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** C5: the dead letters are the poison that was fed, by coordinates, each once and with identical bytes. */
public final class DeadLettersExact implements Check {
    private final List<Fed> fed;
    private final List<Letter> letters;

    /**
     * A check.
     *
     * @param fed what was acknowledged
     * @param letters the dead letters
     */
    public DeadLettersExact(List<Fed> fed, List<Letter> letters) {
        this.fed = fed;
        this.letters = letters;
    }

    @Override
    public Verdict judge() {
        Verdict.Notes notes = new Verdict.Notes("C5 dead letters are the poison");
        Map<Place, Fed> poison = new HashMap<>();
        for (Fed record : fed) {
            if (record.sort() == Fed.Sort.POISON) {
                poison.put(record.place(), record);
            }
        }
        notes.figure("poison", poison.size());
        notes.figure("letters", letters.size());
        Map<Place, Fed> left = new HashMap<>(poison);
        Map<String, Integer> reasons = new TreeMap<>();
        for (Letter letter : letters) {
            reasons.merge(letter.reason(), 1, Integer::sum);
            Fed record = left.remove(letter.of());
            if (record == null) {
                notes.problem((poison.containsKey(letter.of()) ? "duplicate: " : "no poison: ") + letter.of() + " "
                        + letter.reason());
            } else if (!record.hasBytes(letter.key(), letter.value())) {
                notes.problem("other bytes: the letter of " + letter.of());
            }
        }
        left.keySet().forEach(place -> notes.problem("lost: the poison at " + place + " has no letter"));
        reasons.forEach(notes::figure);
        return notes.verdict();
    }
}

package dev.sluice.torture.oracle;

import java.util.List;
import java.util.Map;

/** C0: what the brokers acknowledged is on its topic with the same bytes, and nothing else is. */
public final class AcknowledgedInputs implements Check {
    private final List<Fed> fed;
    private final Map<Place, String> read;

    /**
     * A check.
     *
     * @param fed what was acknowledged
     * @param read the digest of key and value at each place of the input topics
     */
    public AcknowledgedInputs(List<Fed> fed, Map<Place, String> read) {
        this.fed = fed;
        this.read = read;
    }

    @Override
    public Verdict judge() {
        Verdict.Notes notes = new Verdict.Notes("C0 acknowledged inputs are there");
        notes.figure("acknowledged", fed.size());
        notes.figure("read", read.size());
        Map<Place, String> left = new java.util.HashMap<>(read);
        for (Fed record : fed) {
            String digest = left.remove(record.place());
            if (digest == null) {
                notes.problem("lost: " + record.place() + " was acknowledged and is not there");
            } else if (!digest.equals(record.digest())) {
                notes.problem("altered: " + record.place());
            }
        }
        left.keySet().forEach(place -> notes.problem("phantom: " + place + " was never acknowledged"));
        return notes.verdict();
    }
}

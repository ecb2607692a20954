package dev.sluice.torture.oracle;

import java.util.List;
import java.util.Map;

/** C0: what the brokers acknowledged is on its topic with the same bytes, and nothing else is. */
public final class AcknowledgedInputs implements Check {
    private final List<Fed> fed;
    private final Map<Place, String> read;
    private final long unanswered;

    /**
     * A check.
     *
     * @param fed what was acknowledged, and what is there of what was sent without an answer
     * @param read the digest of key and value at each place of the input topics
     * @param unanswered how many of them the brokers never answered for
     */
    public AcknowledgedInputs(List<Fed> fed, Map<Place, String> read, long unanswered) {
        this.unanswered = unanswered;
        this.fed = fed;
        this.read = read;
    }

    @Override
    public Verdict judge() {
        Verdict.Notes notes = new Verdict.Notes("C0 acknowledged inputs are there");
        notes.figure("acknowledged", fed.size() - unanswered);
        notes.figure("sent without an answer and there", unanswered);
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

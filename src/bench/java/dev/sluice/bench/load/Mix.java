package dev.sluice.bench.load;

/**
 * What the events are, as weights; only their proportions matter.
 *
 * @param logins log-ins, tokens and factors
 * @param access grants and revokes
 * @param hr changes that HR reports
 * @param sessions privileged sessions and what is done in them
 * @param credentials check-outs, check-ins and rotations
 * @param certifications reviewers' decisions
 * @param requests approvals of requests for access
 */
public record Mix(
        double logins,
        double access,
        double hr,
        double sessions,
        double credentials,
        double certifications,
        double requests) {
    /** Refuses weights below 0 and a mix of nothing. */
    public Mix {
        if (logins < 0
                || access < 0
                || hr < 0
                || sessions < 0
                || credentials < 0
                || certifications < 0
                || requests < 0) {
            throw new IllegalArgumentException("A weight of the mix is below 0.");
        }
        if (!(logins + access + hr + sessions + credentials + certifications + requests > 0)) {
            throw new IllegalArgumentException("The mix has no weight above 0.");
        }
    }

    private double total() {
        return logins + access + hr + sessions + credentials + certifications + requests;
    }

    /**
     * Chooses a kind of event.
     *
     * @param draw a number from 0 to below 1
     * @return the kind that lies there
     */
    Kind at(double draw) {
        double left = draw * total();
        double[] weights = {logins, access, hr, sessions, credentials, certifications, requests};
        for (Kind kind : Kind.values()) {
            left -= weights[kind.ordinal()];
            if (left < 0) {
                return kind;
            }
        }
        return Kind.LOGIN;
    }

    /** A kind of event, in the order of the weights. */
    enum Kind {
        LOGIN,
        ACCESS,
        HR,
        SESSION,
        CREDENTIAL,
        CERTIFICATION,
        REQUEST
    }
}

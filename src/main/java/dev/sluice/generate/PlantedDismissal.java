package dev.sluice.generate;

import java.time.Duration;
import java.time.Instant;

/** How many leave at once in every generated organisation, each time of another agency: more than a hundred in a day, and just not. */
enum PlantedDismissal {
    /** Of a hundred it is told in one morning that they leave, and of one more almost a day later. */
    MANY_IN_A_DAY {
        @Override
        void tell(Cast cast) {
            hundredLeave(cast, "agency-south-prod");
            leaves(cast, "agency-south-prod", HUNDRED, cast.from().plus(Duration.ofHours(23)));
        }
    },
    /** Of a hundred it is told, and no more; of one of them twice. */
    MANY_BUT_NOT_TOO_MANY {
        @Override
        void tell(Cast cast) {
            hundredLeave(cast, "agency-north-prod");
            leaver(cast, "agency-north-prod", 1).leaves(cast.from().plus(Duration.ofHours(23)));
        }
    };

    /** As many as may leave in a day before somebody has to look. */
    private static final int HUNDRED = 100;

    abstract void tell(Cast cast);

    private static Figure leaver(Cast cast, String agency, int number) {
        return cast.figure(Integer.toString(number), agency);
    }

    private static void hundredLeave(Cast cast, String agency) {
        for (int number = 0; number < HUNDRED; number++) {
            leaves(cast, agency, number, cast.from().plusSeconds(number));
        }
    }

    private static void leaves(Cast cast, String agency, int number, Instant at) {
        Figure leaver = leaver(cast, agency, number);
        leaver.hired(at.minus(Duration.ofDays(2)), worker -> worker);
        leaver.leaves(at);
    }
}

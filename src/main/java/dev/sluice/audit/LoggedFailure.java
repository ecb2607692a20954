package dev.sluice.audit;

/**
 * A failure as a log may show it: what classes of failures led to each other, and where, but none of their messages, since what fails on
 * somebody's record may repeat what the record says.
 */
public final class LoggedFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Causes that are shown; they may be a circle. */
    private static final int MAX_CAUSES = 10;

    private final String name;

    private LoggedFailure(Throwable failure, Throwable cause) {
        super(null, cause, false, true);
        this.name = failure.getClass().getName();
        setStackTrace(failure.getStackTrace());
    }

    /**
     * A failure without what it says.
     *
     * @param failure the failure
     * @return what is shown of it
     */
    public static LoggedFailure of(Throwable failure) {
        return of(failure, MAX_CAUSES);
    }

    private static LoggedFailure of(Throwable failure, int most) {
        Throwable cause = failure.getCause();
        return new LoggedFailure(failure, cause == null || most == 0 ? null : of(cause, most - 1));
    }

    @Override
    public String toString() {
        return name;
    }
}

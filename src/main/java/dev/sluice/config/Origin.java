package dev.sluice.config;

/** Where a value was given. The later one wins. */
public enum Origin {
    /** The properties file. */
    FILE,
    /** An environment variable. */
    ENVIRONMENT,
    /** A system property of the Java process. */
    SYSTEM_PROPERTY,
    /** An option of the command line. */
    OPTION
}

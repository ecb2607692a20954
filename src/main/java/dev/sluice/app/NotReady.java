package dev.sluice.app;

/** Why the stream application does not do its work now. */
public enum NotReady {
    /** It has not done any yet, and is on its way. */
    STARTING,
    /** Work moves between instances. */
    REBALANCING,
    /** State is being restored from the changelogs. */
    RESTORING,
    /** Records wait for the schema registry. */
    REGISTRY_UNAVAILABLE,
    /** It was asked to stop. */
    STOPPING,
    /** It has failed and will not go on by itself. */
    FAILED
}

package dev.sluice.acl;

import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/**
 * Somebody who connects to the cluster, and what that one needs there.
 *
 * @param name the name, in lower case with hyphens
 * @param family the kind of role
 * @param doc who it is, one sentence
 * @param grants the rights, in order and each once
 */
public record Role(String name, Family family, String doc, List<Grant> grants) {
    /** The kinds of roles, in the order in which they are listed. */
    public enum Family {
        /** The stream application. */
        APP,
        /** What reports events. */
        ADAPTER,
        /** The files that {@code ingest} reads. */
        INGEST,
        /** What delivers to a SIEM. */
        RELAY,
        /** People and pipelines who decide. */
        OPERATOR,
        /** Who consumes what Sluice says. */
        READER,
        /** Who makes and checks topics. */
        TOPICS
    }

    /** Copies the rights. */
    public Role {
        grants = List.copyOf(grants);
    }

    static Role of(String name, Family family, String doc, Collection<Grant> grants) {
        return new Role(name, family, doc, List.copyOf(new TreeSet<>(grants)));
    }

    /**
     * Whether a person means this role.
     *
     * @param word a role, or a family of them, in any case
     * @return true if it is meant
     */
    public boolean is(String word) {
        return name.equalsIgnoreCase(word) || family.name().equalsIgnoreCase(word);
    }

    /**
     * The principal that the role has where none is given.
     *
     * @return such as {@code User:sluice-app}
     */
    public String principal() {
        return "User:" + user();
    }

    /**
     * The user that the role has where none is given.
     *
     * @return such as {@code sluice-app}
     */
    public String user() {
        return "sluice-" + name;
    }
}

package dev.sluice.subjects;

import dev.sluice.registry.CompatibilityResult;
import dev.sluice.registry.RestException;
import dev.sluice.registry.SchemaRegistryClient;
import java.util.ArrayList;
import java.util.List;

/** Compares a registry with the contract, and brings the contract into it. */
public final class SubjectRegistrar {
    private final SchemaRegistryClient client;
    private final boolean normalize;

    /**
     * For one registry.
     *
     * @param client the registry; stays open
     * @param normalize whether the registry normalises before it compares
     */
    public SubjectRegistrar(SchemaRegistryClient client, boolean normalize) {
        this.client = client;
        this.normalize = normalize;
    }

    /** What a registry has of a subject. */
    public enum Status {
        /** The schema of this version is there. */
        REGISTERED,
        /** The subject is not there. */
        NO_SUBJECT,
        /** The subject has other versions, and this one can follow. */
        CAN_FOLLOW,
        /** The subject has other versions, and its compatibility level refuses this one. */
        REFUSED
    }

    /**
     * What a registry says of a subject.
     *
     * @param subject the subject
     * @param status what is there
     * @param id the schema's id; -1 unless it is registered
     * @param reasons the registry's reasons for a refusal; may be empty
     */
    public record Answer(ContractSubject subject, Status status, int id, List<String> reasons) {
        /** Copies the reasons. */
        public Answer {
            reasons = List.copyOf(reasons);
        }
    }

    /**
     * Asks for each subject.
     *
     * @param subjects the contract
     * @return an answer for each, in the same order
     * @throws RestException if the registry refuses to say
     * @throws dev.sluice.registry.RegistryUnavailableException if it does not answer
     */
    public List<Answer> check(List<ContractSubject> subjects) {
        List<Answer> answers = new ArrayList<>();
        for (ContractSubject subject : subjects) {
            answers.add(ask(subject));
        }
        return answers;
    }

    private Answer ask(ContractSubject subject) {
        try {
            int id = client.lookup(subject.name(), subject.schema(), normalize);
            return new Answer(subject, Status.REGISTERED, id, List.of());
        } catch (RestException e) {
            if (!e.isMissing()) {
                throw e;
            }
        }
        if (!exists(subject.name())) {
            return new Answer(subject, Status.NO_SUBJECT, -1, List.of());
        }
        CompatibilityResult verdict = client.check(subject.name(), subject.schema(), normalize);
        return new Answer(subject, verdict.compatible() ? Status.CAN_FOLLOW : Status.REFUSED, -1, verdict.messages());
    }

    /** Asked for itself: registries differ in what they say of the compatibility with nothing. */
    private boolean exists(String subject) {
        try {
            return !client.versions(subject).isEmpty();
        } catch (RestException e) {
            if (!e.isMissing()) {
                throw e;
            }
            return false;
        }
    }

    /**
     * Registers what is missing, all or nothing as far as the registry can tell beforehand: if one is refused, none is registered.
     *
     * @param subjects the contract
     * @param compatibility the level that new subjects get; null leaves them the registry's default
     * @return what is there afterwards; if one was refused, what is there unchanged
     * @throws RestException if the registry refuses
     * @throws dev.sluice.registry.RegistryUnavailableException if it does not answer
     */
    public List<Answer> register(List<ContractSubject> subjects, String compatibility) {
        List<Answer> before = check(subjects);
        if (before.stream().anyMatch(answer -> answer.status() == Status.REFUSED)) {
            return before;
        }
        List<Answer> after = new ArrayList<>();
        for (Answer answer : before) {
            after.add(answer.status() == Status.REGISTERED ? answer : registered(answer, compatibility));
        }
        return after;
    }

    private Answer registered(Answer answer, String compatibility) {
        ContractSubject subject = answer.subject();
        int id = client.register(subject.name(), subject.schema(), normalize);
        if (compatibility != null && answer.status() == Status.NO_SUBJECT) {
            client.setCompatibility(subject.name(), compatibility);
        }
        return new Answer(subject, Status.REGISTERED, id, List.of());
    }
}

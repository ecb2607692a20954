package dev.sluice.subjects;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.event.Finding;
import dev.sluice.registry.SchemaRegistryClient;
import dev.sluice.registry.SchemaRegistryClients;
import dev.sluice.registry.SchemaRegistryConfig;
import dev.sluice.subjects.SubjectRegistrar.Answer;
import dev.sluice.subjects.SubjectRegistrar.Status;
import dev.sluice.topics.TopicCatalogue;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

class SubjectRegistrarTest {
    private List<ContractSubject> subjects;
    private SchemaRegistryClient client;
    private SubjectRegistrar registrar;

    @BeforeEach
    void empty(TestInfo test) {
        SchemaRegistryConfig config = new SchemaRegistryConfig(Map.of(
                "schema.registry.url",
                "mock://registrar-" + test.getDisplayName().hashCode(),
                "avro.remove.java.properties",
                true));
        subjects = ContractSubjects.of(TopicCatalogue.load(), "acme.", config);
        client = SchemaRegistryClients.create(config);
        registrar = new SubjectRegistrar(client, false);
    }

    @Test
    void aSubjectIsATopicWithRecordsAndItsSchemaIsThatOfTheContract() {
        assertThat(subjects)
                .extracting(ContractSubject::name)
                .contains("acme.identity-value", "acme.finding-value", "acme.finding-state-value")
                .doesNotContain("acme.audit-cef-value", "acme.dead-letter-value", "acme.subject-key-value");
        ContractSubject finding = subjects.stream()
                .filter(subject -> subject.topic().equals("finding"))
                .findFirst()
                .orElseThrow();
        assertThat(finding.schema().getFullName())
                .isEqualTo(Finding.getClassSchema().getFullName());
        assertThat(finding.schema().toString()).doesNotContain("avro.java.string");
    }

    @Test
    void whatIsMissingIsRegisteredOnceAndNewSubjectsGetTheLevel() {
        assertThat(registrar.check(subjects)).extracting(Answer::status).containsOnly(Status.NO_SUBJECT);

        List<Answer> first = registrar.register(subjects, "FULL_TRANSITIVE");
        List<Answer> again = registrar.register(subjects, "BACKWARD");

        assertThat(first).hasSameSizeAs(subjects).extracting(Answer::status).containsOnly(Status.REGISTERED);
        assertThat(again).isEqualTo(first);
        assertThat(client.versions("acme.finding-value")).containsExactly(1);
        assertThat(client.compatibility("acme.finding-value")).isEqualTo("FULL_TRANSITIVE");
    }

    @Test
    void ifOneIsRefusedNoneIsRegistered() {
        Schema other =
                SchemaBuilder.record("Other").fields().requiredString("x").endRecord();
        client.register("acme.finding-value", other, false);
        client.setCompatibility("acme.finding-value", "FULL");

        List<Answer> answers = registrar.register(subjects, null);

        assertThat(answers)
                .filteredOn(answer -> answer.status() == Status.REFUSED)
                .extracting(answer -> answer.subject().name())
                .containsExactly("acme.finding-value");
        assertThat(client.subjects()).containsExactly("acme.finding-value");
    }

    @Test
    void anOlderVersionIsFollowed() {
        ContractSubject ticket = subjects.stream()
                .filter(subject -> subject.topic().equals("ticket"))
                .findFirst()
                .orElseThrow();
        Schema full = ticket.schema();
        Schema older = Schema.createRecord(full.getName(), full.getDoc(), full.getNamespace(), false);
        older.setFields(full.getFields().subList(0, full.getFields().size() - 1).stream()
                .map(field -> new Schema.Field(field, field.schema()))
                .toList());
        client.register(ticket.name(), older, false);

        assertThat(registrar.check(List.of(ticket))).extracting(Answer::status).containsExactly(Status.CAN_FOLLOW);
        assertThat(registrar.register(List.of(ticket), null))
                .extracting(Answer::status)
                .containsExactly(Status.REGISTERED);
        assertThat(client.versions(ticket.name())).containsExactly(1, 2);
    }
}

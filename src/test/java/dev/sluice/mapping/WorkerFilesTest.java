package dev.sluice.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.event.IdentityEvent;
import dev.sluice.event.WorkerType;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class WorkerFilesTest {
    private static final String MAP =
            """
            fields:
              identityId: Personalnummer
              familyName: Nachname
              startDate: Eintritt
              endDate: Austritt
              workerType: Art
            extra:
              floor: Etage
            dateFormats: [dd.MM.yyyy, d/M/uuuu]
            workerTypes: {Angestellt: EMPLOYEE, Extern: CONTRACTOR}
            """;

    @Test
    void theWorkdaySampleIsACompleteWorkerRecord() {
        Ingested result = Ingested.through(
                Ingested.mapping("workday-raas"),
                "report.json",
                Ingested.resource("workday/raas-report-entry.json"),
                Ingested.AS_OF);
        IdentityEvent event = (IdentityEvent) result.events().get(0).event();
        assertThat(result.keys()).containsExactly("100122");
        assertThat(event.getComplete()).isTrue();
        assertThat(event.getHeader().getOccurredAt()).isEqualTo(Ingested.AS_OF);
        assertThat(event.getWorker().getStartDate()).isEqualTo(LocalDate.of(2020, 10, 5));
        assertThat(event.getWorker().getEndDate()).isEqualTo(LocalDate.of(2035, 10, 5));
        assertThat(event.getWorker().getManagerId()).isEqualTo("115069");
        assertThat(event.getWorker().getWorkerType()).isEqualTo(WorkerType.EMPLOYEE);
        assertThat(event.getWorker().toString()).doesNotContain("test@test.com", "Tannery");
    }

    @Test
    void aColumnMapTurnsAnyHeaderAndDateFormatIntoWorkerFields() {
        Ingested result = german("Nachname,Personalnummer,Eintritt,Austritt,Art,Etage,Schuhe\r\n"
                + "Byron,E1,01.03.2026,,Angestellt,3,42\r\nHopper,E2,5/1/2020,31.12.2026,Extern,,\r\n");
        IdentityEvent first = (IdentityEvent) result.events().get(0).event();
        IdentityEvent second = (IdentityEvent) result.events().get(1).event();
        assertThat(first.getWorker().getStartDate()).isEqualTo(LocalDate.of(2026, 3, 1));
        assertThat(first.getWorker().getEndDate()).isNull();
        assertThat(first.getWorker().getExtra()).isEqualTo(Map.of("floor", "3"));
        assertThat(second.getWorker().getStartDate()).isEqualTo(LocalDate.of(2020, 1, 5));
        assertThat(second.getWorker().getWorkerType()).isEqualTo(WorkerType.CONTRACTOR);
        assertThat(result.summary().unusedColumns()).containsExactly("Schuhe");
    }

    @Test
    void aColumnThatTheMapNamesAndTheFileLacksRefusesTheFile() {
        Ingested result = german("Personalnummer,Nachname,Eintritt,Art,Etage\nE1,Byron,01.03.2026,Extern,3\n");
        assertThat(result.events()).isEmpty();
        assertThat(result.reasons()).containsExactly("BAD_HEADER");
        assertThat(result.letters().get(0).detail()).contains("endDate (column Austritt)");
    }

    @Test
    void columnMapsWithMistakesAreRefusedWithTheMistake() {
        assertThatThrownBy(() -> ColumnMap.parse("fields: {name: N}", "The map"))
                .hasMessageContaining("identityId");
        assertThatThrownBy(() -> ColumnMap.parse("fields: {identityId: I, departement: D}", "The map"))
                .hasMessageContaining("departement");
        assertThatThrownBy(() -> ColumnMap.parse("fields: {identityId: I}\ndateFormats: [nonsense]", "The map"))
                .hasMessageContaining("nonsense");
        assertThatThrownBy(() -> ColumnMap.parse("felder: {}", "The map")).hasMessageContaining("felder");
        assertThatThrownBy(() -> ColumnMap.parse("", "The map")).isInstanceOf(MappingException.class);
    }

    @Test
    void theSameRowOnThreeDaysIsThreeEventsAndTwiceOnOneDayIsOne() {
        Set<String> ids = new HashSet<>();
        for (String day : List.of("2026-03-01", "2026-03-02", "2026-03-03", "2026-03-03")) {
            ids.add(idAsOf(Instant.parse(day + "T06:00:00Z")));
        }
        assertThat(ids).hasSize(3);
    }

    @Test
    void anIdThatTheContractForbidsIsRefused() {
        Ingested result = Ingested.through(
                Ingested.mapping("hr-csv"), "w.csv", "identityId,email\nE:1,x\nE#1,x\n\"E\u00011\",x\n ,x\nE1,x\n");
        assertThat(result.reasons())
                .containsExactly("INVALID_SUBJECT", "INVALID_SUBJECT", "CONTROL_CHARACTER", "NO_IDENTITY");
        assertThat(result.keys()).containsExactly("E1");
    }

    @Property(tries = 500)
    void anyValueSurvivesTheCsvOrIsRefused(@ForAll @Size(max = 8) List<String> names) {
        StringBuilder file = new StringBuilder("identityId,familyName\r\n");
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            file.append('E')
                    .append(i)
                    .append(",\"")
                    .append(name.replace("\"", "\"\""))
                    .append("\"\r\n");
        }
        Ingested result = Ingested.through(
                Ingested.mapping("hr-csv"), "w.csv", file.toString().getBytes(StandardCharsets.UTF_8), Ingested.AS_OF);
        assertThat(result.events().size() + result.letters().size()).isGreaterThanOrEqualTo(names.size());
        for (MappedRecord mapped : result.events()) {
            IdentityEvent event = (IdentityEvent) mapped.event();
            String wanted = names.get(Integer.parseInt(mapped.key().substring(1)));
            String utf8 = new String(wanted.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8).strip();
            String name = event.getWorker() == null ? null : event.getWorker().getFamilyName();
            assertThat(name == null ? "" : name).isEqualTo(utf8);
        }
    }

    private static String idAsOf(Instant instant) {
        Ingested result = Ingested.through(
                Ingested.mapping("hr-csv"),
                "w.csv",
                "identityId,email\nE1,a@example.com\n".getBytes(StandardCharsets.UTF_8),
                instant);
        return ((IdentityEvent) result.events().get(0).event()).getHeader().getEventId();
    }

    private static Ingested german(String file) {
        return Ingested.through(
                Ingested.mapping("hr-csv").withColumns(ColumnMap.parse(MAP, "The map")), "workers.csv", file);
    }
}

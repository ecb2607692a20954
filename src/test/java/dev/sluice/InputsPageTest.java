package dev.sluice;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;

/** What docs/reliability-inputs.md says of bad input is what tests show: every test that it names is there, and what it says is not there is not. */
class InputsPageTest {
    private static final Path PAGE = Path.of("docs/reliability-inputs.md");
    private static final Path TESTS = Path.of("src/test/java");
    private static final Pattern NAMED = Pattern.compile("`([A-Z]\\w*(?:Test|Fuzz))\\.(\\w+)`");
    private static final int ROWS = 24;

    private static List<String> rows() throws IOException {
        return Files.readAllLines(PAGE).stream()
                .filter(line -> line.startsWith("| ") && !line.startsWith("| Input") && !line.startsWith("| Target"))
                .toList();
    }

    @Test
    void everyTestThatItNamesIsThere() throws IOException {
        List<String> missing = new ArrayList<>();
        int named = 0;
        Matcher tests = NAMED.matcher(Files.readString(PAGE));
        while (tests.find()) {
            named++;
            if (!has(tests.group(1), tests.group(2))) {
                missing.add(tests.group());
            }
        }
        assertThat(missing).isEmpty();
        assertThat(named).isGreaterThan(ROWS);
    }

    @Test
    void everyRowNamesATest() throws IOException {
        assertThat(rows()).hasSizeGreaterThanOrEqualTo(ROWS).allMatch(row -> NAMED.matcher(row)
                .find());
    }

    @Test
    void seesATestThatIsNotThere() throws IOException {
        assertThat(has("InputsPageTest", "seesATestThatIsNotThere")).isTrue();
        assertThat(has("InputsPageTest", "seesATest")).isFalse();
        assertThat(has("NoSuchTest", "seesATestThatIsNotThere")).isFalse();
    }

    private static boolean has(String type, String method) throws IOException {
        try (Stream<Path> files = Files.walk(TESTS)) {
            List<Path> found = files.filter(
                            file -> file.getFileName().toString().equals(type + ".java"))
                    .toList();
            Pattern declared = Pattern.compile("\\bvoid " + method + "\\(");
            for (Path file : found) {
                if (declared.matcher(Files.readString(file)).find()) {
                    return true;
                }
            }
            return false;
        }
    }

    /** No XML and no archive is read, so there is nothing to expand, to refer elsewhere, or to lead out of a folder. */
    @Test
    void nothingReadsXmlOrArchives() {
        noClasses()
                .should()
                .dependOnClassesThat(resideInAPackage("javax.xml..")
                        .or(resideInAPackage("org.xml.."))
                        .or(resideInAPackage("org.w3c.dom..")))
                .orShould()
                .dependOnClassesThat()
                .belongToAnyOf(ZipInputStream.class, ZipFile.class)
                .check(new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .importPackages("dev.sluice"));
    }
}

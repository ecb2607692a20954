package dev.sluice.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import dev.sluice.cli.Ran;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The chart, rendered and linted by Helm itself, which is here as a library, and held against the Kubernetes model. */
class ChartTest {
    private static final Path CHART = Path.of("deploy/helm/sluice");
    private static final String LEAST =
            """
            kafka: {bootstrapServers: "kafka-1:9092,kafka-2:9092"}
            registry: {url: "https://registry.example"}
            ops: {tokenSecret: {name: sluice-ops}}
            """;
    private static final String API =
            """
            api:
              enabled: true
              tokensSecret: {name: sluice-api}
              peerTokenSecret: {name: sluice-peers}
              tls: {secret: sluice-tls}
            """;
    private static final String ALL =
            """
            kafka: {bootstrapServers: "kafka-1:9092"}
            registry: {url: "https://registry.example"}
            ops: {tokenSecret: {name: sluice-ops}}
            existingSecret: sluice-secrets
            imagePullSecrets: [{name: pull}]
            image: {digest: "sha256:0000000000000000000000000000000000000000000000000000000000000000"}
            config:
              security.protocol: SASL_SSL
              sasl.jaas.config: "${dir:/var/run/sluice/secrets:jaas}"
            podLabels: {team: identity}
            podAnnotations: {note: "1"}
            nodeSelector: {disk: ssd}
            tolerations: [{key: identity, operator: Exists}]
            priorityClassName: high
            persistence: {size: 50Gi, storageClass: fast}
            networkPolicy:
              brokers: {ports: [9093], to: [{ipBlock: {cidr: 192.0.2.0/24}}]}
              opsFrom: [{namespaceSelector: {matchLabels: {name: monitoring}}}]
              apiFrom: [{podSelector: {matchLabels: {app: portal}}}]
            serviceMonitor: {enabled: true, labels: {release: prometheus}}
            relay:
              enabled: true
              existingSecret: siem
              config: {sluice.relay.name: siem, sluice.relay.topics: audit-cef}
            """
                    + API;

    @TempDir
    Path dir;

    @Test
    void helmHasNothingToSayAgainstIt() throws Exception {
        LintResult result = new Helm(withDefaults(LEAST + API)).lint().strict().call();

        assertThat(result.isFailed()).as("%s", result.getMessages()).isFalse();
        assertThat(result.getMessages())
                .noneMatch(message -> message.contains("[WARNING]") || message.contains("[ERROR]"));
    }

    @Test
    void everythingItRendersIsWhatKubernetesKnows() throws Exception {
        for (String values : List.of(LEAST, LEAST + API, ALL, LEAST + "networkPolicy: {enabled: false}\n")) {
            Manifests manifests = render(values);
            assertThat(manifests.complaints()).isEmpty();
            assertThat(manifests.all()).hasSizeGreaterThanOrEqualTo(5);
        }
    }

    @Test
    void theModelRefusesWhatItDoesNotKnow() {
        Manifests wrong = Manifests.of(
                """
                apiVersion: apps/v1
                kind: StatefulSet
                metadata: {name: x}
                spec: {replicaCount: 2, serviceName: x, selector: {}, template: {}}
                """);

        assertThat(wrong.complaints()).singleElement().asString().contains("replicaCount");
    }

    /** A key that means nothing would keep every pod from starting. */
    @Test
    void theProgramKnowsEveryKeyThatIsRendered() throws Exception {
        for (String values : List.of(LEAST, LEAST + API, ALL)) {
            Manifests manifests = render(values);
            for (JsonNode map : manifests.all()) {
                if (map.path("kind").asText().equals("ConfigMap")) {
                    for (JsonNode properties : map.path("data")) {
                        Properties read = new Properties();
                        read.load(new StringReader(properties.asText()));
                        assertThat(read.stringPropertyNames())
                                .isNotEmpty()
                                .allSatisfy(key ->
                                        assertThat(Ran.isKnownKey(key)).as(key).isTrue());
                    }
                }
            }
        }
    }

    @Test
    void theRelayTellsHowItIs() throws Exception {
        Manifests manifests = render(ALL);
        JsonNode relay = manifests.one("Deployment", "rel-sluice-relay").at("/spec/template/spec/containers/0");

        assertThat(relay.at("/livenessProbe/httpGet/path").asText()).isEqualTo("/live");
        assertThat(relay.at("/ports/0/containerPort").asInt()).isEqualTo(8480);
        assertThat(manifests
                        .one("ConfigMap", "rel-sluice-relay")
                        .at("/data/relay.properties")
                        .asText())
                .contains("sluice.relay.health.address=0.0.0.0", "sluice.relay.health.token.file=/var/run/sluice/ops/");
        assertThat(manifests
                        .one("Service", "rel-sluice-relay")
                        .at("/spec/ports/0/name")
                        .asText())
                .isEqualTo("ops");
    }

    @Test
    void rendersASetOfInstancesWithVolumesAndFixedMembership() throws Exception {
        Manifests manifests = render(LEAST + API);
        JsonNode set = manifests.one("StatefulSet", "rel-sluice");
        JsonNode pod = set.at("/spec/template/spec");
        JsonNode container = pod.at("/containers/0");

        assertThat(set.at("/spec/replicas").asInt()).isEqualTo(2);
        assertThat(set.at("/spec/serviceName").asText()).isEqualTo("rel-sluice-peers");
        assertThat(set.at("/spec/volumeClaimTemplates/0/metadata/name").asText())
                .isEqualTo("state");
        assertThat(env(container, "SLUICE_GROUP_INSTANCE_ID")).isEqualTo("$(POD_NAME)");
        assertThat(env(container, "SLUICE_APPLICATION_SERVER")).isEqualTo("$(POD_NAME).rel-sluice-peers.iam.svc:8481");
        assertThat(manifests
                        .one("Service", "rel-sluice-peers")
                        .at("/spec/clusterIP")
                        .asText())
                .isEqualTo("None");
        assertThat(container.at("/startupProbe/httpGet/path").asText()).isEqualTo("/started");
        assertThat(container.at("/livenessProbe/httpGet/path").asText()).isEqualTo("/live");
        assertThat(container.at("/readinessProbe/httpGet/path").asText()).isEqualTo("/ready");
        assertThat(container.at("/startupProbe/failureThreshold").asInt()
                        * container.at("/startupProbe/periodSeconds").asInt())
                .isEqualTo(1800);
        assertThat(pod.at("/terminationGracePeriodSeconds").asInt()).isGreaterThan(20);
    }

    @Test
    void everyPodRunsAsNobodyOnAReadOnlyTree() throws Exception {
        Manifests manifests = render(ALL);
        List<JsonNode> pods = manifests.all().stream()
                .map(manifest -> manifest.at("/spec/template/spec"))
                .filter(pod -> !pod.isMissingNode())
                .toList();

        assertThat(pods).hasSize(2).allSatisfy(pod -> {
            assertThat(pod.at("/automountServiceAccountToken").asBoolean(true)).isFalse();
            assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
            assertThat(pod.at("/securityContext/runAsUser").asInt()).isPositive();
            assertThat(pod.at("/securityContext/seccompProfile/type").asText()).isEqualTo("RuntimeDefault");
            JsonNode container = pod.at("/containers/0/securityContext");
            assertThat(container.at("/readOnlyRootFilesystem").asBoolean()).isTrue();
            assertThat(container.at("/allowPrivilegeEscalation").asBoolean(true))
                    .isFalse();
            assertThat(container.at("/capabilities/drop/0").asText()).isEqualTo("ALL");
            assertThat(pod.at("/containers/0/resources/limits/memory").asText()).isNotEmpty();
        });
    }

    @Test
    void theSettingsAreAPropertiesFileWithoutSecrets() throws Exception {
        String text = render(ALL)
                .one("ConfigMap", "rel-sluice")
                .at("/data/sluice.properties")
                .asText();
        Properties settings = new Properties();
        settings.load(new StringReader(text));

        assertThat(settings)
                .containsEntry("bootstrap.servers", "kafka-1:9092")
                .containsEntry("consumer.session.timeout.ms", "45000")
                .containsEntry("sluice.ops.token.file", "/var/run/sluice/ops/token")
                .containsEntry("sluice.api.tokens.file", "/var/run/sluice/api/tokens")
                .containsEntry("sluice.api.peer.token.file", "/var/run/sluice/peers/token")
                .containsEntry("sluice.api.ssl.keystore.location", "/var/run/sluice/tls/tls-combined.pem")
                .containsEntry("sasl.jaas.config", "${dir:/var/run/sluice/secrets:jaas}")
                .containsEntry("config.providers", "dir");
        assertThat(render(ALL).all())
                .noneMatch(manifest -> manifest.path("kind").asText().equals("Secret"));
    }

    @Test
    void nobodyGetsInOrOutWhoIsNotNamed() throws Exception {
        JsonNode least = render(LEAST).one("NetworkPolicy", "rel-sluice").path("spec");
        JsonNode all = render(ALL).one("NetworkPolicy", "rel-sluice").path("spec");

        assertThat(least.path("policyTypes").toString()).isEqualTo("[\"Ingress\",\"Egress\"]");
        assertThat(least.path("ingress").isArray()).isTrue();
        assertThat(least.path("ingress")).isEmpty();
        assertThat(ports(least.path("egress"))).containsExactly("53", "53", "9092", "8081");
        assertThat(ports(all.path("ingress"))).containsExactly("ops", "api");
        assertThat(all.path("ingress"))
                .allSatisfy(rule -> assertThat(rule.path("from")).isNotEmpty());
    }

    @Test
    void aNodeIsDrainedOneInstanceAtATime() throws Exception {
        JsonNode budget = render(LEAST).one("PodDisruptionBudget", "rel-sluice");

        assertThat(budget.at("/spec/maxUnavailable").asInt()).isEqualTo(1);
        assertThat(budget.at("/spec/selector/matchLabels"))
                .isEqualTo(render(LEAST).one("StatefulSet", "rel-sluice").at("/spec/selector/matchLabels"));
    }

    @Test
    void whatHasToBeGivenIsAskedForInASentence() {
        assertThatThrownBy(() -> render(LEAST.replace("kafka-1:9092,kafka-2:9092", "")))
                .hasMessageContaining("kafka.bootstrapServers is empty; name the brokers");
        assertThatThrownBy(() -> render(LEAST.replace("sluice-ops", "\"\"")))
                .hasMessageContaining("ops.tokenSecret.name is empty; name the Secret");
        assertThatThrownBy(() -> render(LEAST + API.replace("sluice-peers", "\"\"")))
                .hasMessageContaining("api.peerTokenSecret.name is empty; name the Secret");
        assertThatThrownBy(() -> render(LEAST + API.replace("sluice-tls", "\"\"")))
                .hasMessageContaining("Queries need encryption: name api.tls.secret");
    }

    @Test
    void valuesThatAreNotKnownOrNotSafeAreRefused() {
        List<String> wrong = List.of(
                "replicaCount: 3",
                "replicas: 0",
                "config: {a.b: \"x\\ny\"}",
                "config: {num.stream.threads: 2}",
                "terminationGracePeriodSeconds: 10",
                "image: {digest: latest}");
        assertThat(wrong).allSatisfy(values -> assertThatThrownBy(() -> render(LEAST + values + "\n"))
                .as(values)
                .hasMessageContaining("values don't meet the specifications of the schema"));
    }

    @Test
    void withoutQueriesThereIsNoServiceAndNoToken() throws Exception {
        Manifests manifests = render(LEAST);

        assertThat(manifests.all()).noneMatch(manifest -> manifest.toString().contains("8481"));
    }

    private Manifests render(String values) throws Exception {
        Path file = Files.writeString(Files.createTempFile(dir, "values", ".yaml"), values);
        return Manifests.of(new Helm(CHART)
                .template()
                .withName("rel")
                .withNamespace("iam")
                .withKubeVersion("1.32.0")
                .withValuesFile(file)
                .call());
    }

    /** Lint takes no values, so it gets a copy of the chart in which the required ones are given. */
    private Path withDefaults(String values) throws Exception {
        Path copy = dir.resolve("sluice");
        try (var files = Files.walk(CHART)) {
            for (Path file : files.toList()) {
                Path target = copy.resolve(CHART.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
        Files.writeString(
                copy.resolve("values.yaml"), Manifests.merged(Files.readString(CHART.resolve("values.yaml")), values));
        return copy;
    }

    private static String env(JsonNode container, String name) {
        return StreamSupport.stream(container.path("env").spliterator(), false)
                .filter(variable -> variable.path("name").asText().equals(name))
                .map(variable -> variable.path("value").asText())
                .findFirst()
                .orElse("");
    }

    private static List<String> ports(JsonNode rules) {
        return StreamSupport.stream(rules.spliterator(), false)
                .flatMap(rule -> StreamSupport.stream(rule.path("ports").spliterator(), false))
                .map(port -> port.path("port").asText())
                .toList();
    }
}

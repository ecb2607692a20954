package dev.sluice.demo;

import dev.sluice.api.NewToken;
import dev.sluice.embedded.EmbeddedCluster;
import dev.sluice.embedded.FreePorts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The files by which instances of the application run against a cluster on one machine, and by which they are asked: one
 * for {@code --config} of each instance, one for all other commands, and the secrets of the query API.
 *
 * @param client the file for all other commands
 * @param instances the files of the instances
 * @param apis where each instance answers queries
 * @param token the file with a token for them
 */
record InstanceFiles(Path client, List<Path> instances, List<String> apis, Path token) {
    private static final String WHO = "operator";
    private static final int SECRET_BYTES = 32;

    static InstanceFiles write(EmbeddedCluster cluster, int brokers, List<String> names) throws IOException {
        Path dir = cluster.dataDirectory();
        SecureRandom random = new SecureRandom();
        NewToken made = NewToken.of(WHO, List.of("auditor", "operator"), random);
        Path token = secret(dir.resolve("token"), made.token());
        Path tokens = secret(dir.resolve("api.tokens"), made.line() + "\n");
        byte[] peers = new byte[SECRET_BYTES];
        random.nextBytes(peers);
        Path peer = secret(dir.resolve("peer.token"), HexFormat.of().formatHex(peers));
        Map<String, String> connection =
                Map.of("bootstrap.servers", cluster.bootstrapServers(), "schema.registry.url", cluster.registryUrl());
        List<Path> instances = new ArrayList<>();
        List<String> apis = new ArrayList<>();
        List<Integer> ports = FreePorts.distinct(2 * names.size());
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            int api = ports.get(2 * i);
            Map<String, String> keys = new HashMap<>(connection);
            keys.put("state.dir", dir.resolve("state-" + name).toString());
            keys.put("group.instance.id", name);
            keys.put("num.stream.threads", "2");
            keys.put("replication.factor", Integer.toString(Math.min(3, brokers)));
            keys.put("sluice.ops.port", Integer.toString(ports.get(2 * i + 1)));
            keys.put("sluice.api.port", Integer.toString(api));
            keys.put("application.server", "127.0.0.1:" + api);
            keys.put("sluice.api.tokens.file", tokens.toString());
            keys.put("sluice.api.peer.token.file", peer.toString());
            instances.add(properties(dir.resolve(name + ".properties"), keys));
            apis.add("http://127.0.0.1:" + api);
        }
        Path client = properties(dir.resolve("client.properties"), connection);
        return new InstanceFiles(client, List.copyOf(instances), List.copyOf(apis), token);
    }

    private static Path properties(Path file, Map<String, String> keys) throws IOException {
        return Files.writeString(
                file,
                keys.entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(entry -> entry.getKey() + "=" + entry.getValue() + "\n")
                        .collect(Collectors.joining()));
    }

    private static Path secret(Path file, String text) throws IOException {
        Files.deleteIfExists(file);
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        return Files.writeString(file, text, StandardCharsets.UTF_8);
    }
}

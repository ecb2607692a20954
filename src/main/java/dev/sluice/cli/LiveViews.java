package dev.sluice.cli;

import dev.sluice.event.IdentityAccess;
import dev.sluice.json.PlainJson;
import dev.sluice.stream.Names;
import dev.sluice.whatif.HeldViews;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Reads published views: of a running application to the end as it is now, or of a replay. */
final class LiveViews {
    private LiveViews() {}

    static void read(Map<String, Object> config, HeldViews into) {
        TopicValues.read(config, Names.IDENTITY_ACCESS, IdentityAccess.class, into::take);
    }

    static void read(Path file, HeldViews into) {
        try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            String line = reader.readLine();
            while (line != null) {
                IdentityAccess view = PlainJson.read(line, IdentityAccess.class);
                boolean isPage = view.getPage() != null && view.getPage().getBucket() != null;
                into.take(view.getIdentityId() + (isPage ? "#" + view.getPage().getBucket() : ""), view);
                line = reader.readLine();
            }
        } catch (IOException e) {
            throw new CliException(file + " can't be read (" + e.getMessage() + "); name what replay wrote.", 1, e);
        }
    }
}

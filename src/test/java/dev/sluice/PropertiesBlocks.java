package dev.sluice;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/** Reads settings out of Markdown: the fenced block of properties that comes after a heading, so that a test runs what a page shows. */
public final class PropertiesBlocks {
    private static final String FENCE = "```";

    private PropertiesBlocks() {}

    /**
     * The first block after a heading.
     *
     * @param page the page
     * @param heading the text of the heading
     * @return settings by key
     */
    public static Map<String, Object> after(Path page, String heading) {
        try {
            String text = Files.readString(page);
            int at = text.indexOf("# " + heading + "\n");
            int begin = text.indexOf(FENCE + "properties\n", at);
            if (at < 0 || begin < 0) {
                throw new AssertionError(page + " has no settings after " + heading);
            }
            int first = text.indexOf('\n', begin) + 1;
            Properties properties = new Properties();
            properties.load(new StringReader(text.substring(first, text.indexOf(FENCE, first))));
            Map<String, Object> settings = new TreeMap<>();
            properties.forEach((key, value) -> settings.put(key.toString(), value));
            return settings;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

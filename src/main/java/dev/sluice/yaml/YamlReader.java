package dev.sluice.yaml;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.LoaderOptions;

/**
 * Reads a YAML file into documents. Only plain data is taken: aliases (whose expansion can exhaust memory), tags and
 * repeated keys are refused, and so is what exceeds a bound. {@code yes} and {@code no} stay text. Thread-safe.
 */
public final class YamlReader {
    private static final int MAX_DEPTH = 32;
    private static final int MAX_VALUES = 200_000;
    /** Characters of all JSON pointers of a document; of an ordinary one of a mebibyte about a fifth. */
    private static final long MAX_PLACES = 16L << 20;

    private final int maxBytes;
    private final YAMLFactory factory;

    /**
     * A reader.
     *
     * @param maxBytes the largest file that is read, in bytes
     */
    public YamlReader(int maxBytes) {
        this.maxBytes = maxBytes;
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(maxBytes);
        options.setNestingDepthLimit(MAX_DEPTH);
        options.setAllowDuplicateKeys(false);
        this.factory = YAMLFactory.builder()
                .loaderOptions(options)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(MAX_DEPTH)
                        .maxStringLength(maxBytes)
                        .build())
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .enable(YAMLParser.Feature.PARSE_BOOLEAN_LIKE_WORDS_AS_STRINGS)
                .build();
    }

    /**
     * Reads a file.
     *
     * @param file a UTF-8 file
     * @return its documents in order; empty ones are left out
     * @throws YamlException if it can't be read or is refused
     */
    public List<YamlDocument> read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return read(file.toString(), in);
        } catch (IOException e) {
            throw new YamlException(file.toString(), 0, "can't be read (" + e.getMessage() + ").", e);
        }
    }

    /**
     * Reads a stream.
     *
     * @param name what messages call it
     * @param in UTF-8 text; not closed
     * @return its documents in order; empty ones are left out
     * @throws IOException if reading fails
     * @throws YamlException if the text is refused
     */
    public List<YamlDocument> read(String name, InputStream in) throws IOException {
        byte[] bytes = in.readNBytes(maxBytes + 1);
        if (bytes.length > maxBytes) {
            throw new YamlException(name, 0, "is larger than " + maxBytes + " bytes; split it.", null);
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return parse(name, text);
        } catch (CharacterCodingException e) {
            throw new YamlException(name, 0, "is not UTF-8; save it as UTF-8.", e);
        }
    }

    /**
     * Reads a text.
     *
     * @param name what messages call it
     * @param text the text
     * @return its documents in order; empty ones are left out
     * @throws YamlException if the text is refused
     */
    public List<YamlDocument> parse(String name, String text) {
        List<YamlDocument> documents = new ArrayList<>();
        StringBuilder part = new StringBuilder();
        int line = 1;
        int start = 1;
        for (String row : text.split("\n", -1)) {
            // Inside a mapping no value can put three dashes at the start of a line, so this cut is exact.
            if (row.equals("---") || row.startsWith("--- ") || row.equals("---\r")) {
                add(name, part, start, documents);
                part.setLength(0);
                start = line + 1;
            } else {
                part.append(row).append('\n');
            }
            line++;
        }
        add(name, part, start, documents);
        return List.copyOf(documents);
    }

    private void add(String name, StringBuilder part, int start, List<YamlDocument> documents) {
        String text = part.toString();
        boolean empty =
                text.lines().allMatch(row -> row.isBlank() || row.stripLeading().startsWith("#"));
        if (!empty) {
            documents.add(new Reading(name, text, start).document());
        }
    }

    /** The reading of one document. */
    private final class Reading {
        private final String name;
        private final String text;
        private final int start;
        private final Map<String, Integer> lines = new HashMap<>();
        private int values;
        private long places;

        Reading(String name, String text, int start) {
            this.name = name;
            this.text = text;
            this.start = start;
        }

        YamlDocument document() {
            try (YAMLParser parser = factory.createParser(text)) {
                if (parser.nextToken() == null) {
                    throw new YamlException(name, start, "holds no value; write one, or take the document out.", null);
                }
                JsonNode body = value(parser, "");
                if (parser.nextToken() != null) {
                    throw refused(parser, "holds a second value; separate documents by a line of three dashes.");
                }
                return new YamlDocument(name, text.strip() + "\n", body, lines);
            } catch (JsonProcessingException e) {
                int at = e.getLocation() == null ? 0 : start + e.getLocation().getLineNr() - 1;
                // The parser tells context and problem on lines of their own, each followed by an indented excerpt.
                String problem = e.getOriginalMessage()
                        .lines()
                        .filter(row -> !row.isBlank() && !row.startsWith(" "))
                        .collect(Collectors.joining(", "));
                throw new YamlException(name, at, "is not valid YAML: " + problem, e);
            } catch (IOException e) {
                throw new YamlException(name, start, "can't be read: " + e.getMessage(), e);
            }
        }

        private JsonNode value(YAMLParser parser, String pointer) throws IOException {
            if (parser.isCurrentAlias() || parser.getObjectId() != null) {
                throw refused(parser, "uses an anchor or alias; write the value out.");
            }
            if (parser.getTypeId() != null) {
                throw refused(parser, "uses the tag !" + parser.getTypeId() + "; write plain values.");
            }
            if (++values > MAX_VALUES) {
                throw refused(parser, "holds more than " + MAX_VALUES + " values; split it.");
            }
            note(parser, pointer);
            JsonNodeFactory nodes = JsonNodeFactory.instance;
            return switch (parser.currentToken()) {
                case START_OBJECT -> object(parser, pointer);
                case START_ARRAY -> array(parser, pointer);
                case VALUE_STRING -> nodes.textNode(parser.getText());
                case VALUE_NUMBER_INT -> integer(parser);
                case VALUE_NUMBER_FLOAT -> nodes.numberNode(parser.getDecimalValue());
                case VALUE_TRUE -> nodes.booleanNode(true);
                case VALUE_FALSE -> nodes.booleanNode(false);
                case VALUE_NULL -> nodes.nullNode();
                case NOT_AVAILABLE, END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT ->
                    throw refused(parser, "holds something that is not a plain value.");
            };
        }

        /** Each value is known by all the names that it stands under: long ones above many values would take the memory. */
        private void note(YAMLParser parser, String pointer) {
            places += pointer.length();
            if (places > MAX_PLACES) {
                throw refused(parser, "stands with too many others under names that are long; shorten them.");
            }
            lines.put(pointer, lineOf(parser));
        }

        private JsonNode integer(JsonParser parser) throws IOException {
            String written = parser.getText();
            String digits = written.startsWith("-") || written.startsWith("+") ? written.substring(1) : written;
            // YAML 1.1 reads 0100 as sixty-four, which nobody means who writes a code.
            if (digits.length() > 1 && digits.startsWith("0") || digits.length() > 18) {
                throw refused(parser, "has the number " + written + "; write it in quotes if it is a code.");
            }
            return JsonNodeFactory.instance.numberNode(parser.getLongValue());
        }

        private JsonNode object(YAMLParser parser, String pointer) throws IOException {
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String key = parser.currentName();
                int keyLine = lineOf(parser);
                String child = pointer + "/" + key.replace("~", "~0").replace("/", "~1");
                parser.nextToken();
                object.set(key, value(parser, child));
                lines.put(child, keyLine);
            }
            return object;
        }

        private JsonNode array(YAMLParser parser, String pointer) throws IOException {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                array.add(value(parser, pointer + "/" + array.size()));
            }
            return array;
        }

        private int lineOf(JsonParser parser) {
            return start + parser.currentTokenLocation().getLineNr() - 1;
        }

        private YamlException refused(JsonParser parser, String problem) {
            return new YamlException(name, lineOf(parser), problem, null);
        }
    }
}

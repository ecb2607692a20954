package dev.sluice.mapping;

import com.schibsted.spt.data.jslt.impl.ExpressionImpl;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Refuses templates whose answer depends on more than the payload, and recursion, because JSLT bounds neither depth nor
 * time. JSLT does not show its syntax tree, so this works on the text: the body of a function is what follows {@code def}
 * up to the next line that begins in column one. That the cut is right is then proved by compiling the text with a
 * {@code let} put in at each cut: no body could go on across it.
 */
final class JsltGuard {
    private static final Set<String> BANNED = Set.of("uuid", "now", "random");
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_:-]*+");
    private static final Pattern DEFINITION = Pattern.compile("def\\s+([A-Za-z_][A-Za-z0-9_-]*)\\s*\\(.*");
    private static final Pattern IMPORT = Pattern.compile("(?m)^\\s*import\\b");

    private JsltGuard() {}

    static void check(String source, String origin) {
        String code = withoutTextsAndComments(source);
        if (IMPORT.matcher(code).find()) {
            throw new MappingException(origin + " imports another file; put everything into one.");
        }
        for (String called : calls(code)) {
            if (BANNED.contains(called)) {
                throw new MappingException(origin + " calls " + called
                        + "(), whose answer is another one each time; take ids and times from the payload.");
            }
        }
        Map<String, Set<String>> bodies = functions(source, code, origin);
        bodies.keySet().forEach(name -> refuseCycle(name, name, bodies, new HashSet<>(), origin));
    }

    private static void refuseCycle(
            String start, String at, Map<String, Set<String>> calls, Set<String> visited, String origin) {
        for (String called : calls.getOrDefault(at, Set.of())) {
            if (called.equals(start)) {
                throw new MappingException(origin + " has the function " + start
                        + ", which calls itself; a mapping may not recurse. Use a loop over an array.");
            }
            if (visited.add(called)) {
                refuseCycle(start, called, calls, visited, origin);
            }
        }
    }

    private static Map<String, Set<String>> functions(String source, String code, String origin) {
        String[] original = source.split("\n", -1);
        String[] lines = code.split("\n", -1);
        Map<String, StringBuilder> bodies = new LinkedHashMap<>();
        List<String> cut = new ArrayList<>();
        StringBuilder body = null;
        for (int i = 0; i < lines.length; i++) {
            String line = lines[i];
            boolean columnOne = !line.isBlank() && !Character.isWhitespace(line.charAt(0));
            if (columnOne && body != null) {
                cut.add("let sluice-cut-" + i + " = null");
                body = null;
            }
            Matcher definition = DEFINITION.matcher(line);
            if (columnOne && definition.matches()) {
                body = new StringBuilder(line.substring(definition.end(1) + 1));
                if (bodies.put(definition.group(1), body) != null) {
                    throw new MappingException(origin + " defines " + definition.group(1) + " twice.");
                }
            } else if (line.strip().matches("def\\b.*")) {
                throw new MappingException(origin + " line " + (i + 1) + ": begin def in column one.");
            } else if (body != null) {
                body.append('\n').append(line);
            }
            cut.add(original[i]);
        }
        if (!bodies.isEmpty()) {
            proveCuts(String.join("\n", cut), origin);
        }
        Map<String, Set<String>> calls = new LinkedHashMap<>();
        bodies.forEach((name, text) -> calls.put(name, calls(text.toString())));
        return calls;
    }

    private static void proveCuts(String withCuts, String origin) {
        boolean complete;
        try {
            complete = JsltTemplate.parse(withCuts, origin) instanceof ExpressionImpl whole && whole.hasBody();
        } catch (MappingException e) {
            JsltTemplate.parse(withCuts.replaceAll("(?m)^let sluice-cut-.*$", ""), origin);
            complete = false;
        }
        if (!complete) {
            throw new MappingException(
                    origin
                            + " can't be checked for recursion: indent the bodies of functions, and begin what follows them in column one.");
        }
    }

    private static Set<String> calls(String code) {
        Set<String> names = new HashSet<>();
        Matcher name = NAME.matcher(code);
        while (name.find()) {
            int next = name.end();
            while (next < code.length() && Character.isWhitespace(code.charAt(next))) {
                next++;
            }
            if (next < code.length() && code.charAt(next) == '(') {
                names.add(name.group());
            }
        }
        return names;
    }

    /** The text with what is quoted and commented blanked out; line ends stay. */
    private static String withoutTextsAndComments(String source) {
        StringBuilder code = new StringBuilder(source.length());
        boolean text = false;
        boolean comment = false;
        for (int i = 0; i < source.length(); i++) {
            char c = source.charAt(i);
            if (c == '\n') {
                comment = false;
                code.append(c);
            } else if (comment) {
                code.append(' ');
            } else if (text) {
                if (c == '\\' && i + 1 < source.length()) {
                    i++;
                    code.append(' ');
                } else if (c == '"') {
                    text = false;
                }
                code.append(c == '"' ? '"' : ' ');
            } else if (c == '/' && source.startsWith("//", i)) {
                comment = true;
                code.append(' ');
            } else {
                text = c == '"';
                code.append(c);
            }
        }
        return code.toString();
    }
}

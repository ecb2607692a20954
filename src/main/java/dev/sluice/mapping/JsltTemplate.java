package dev.sluice.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import com.schibsted.spt.data.jslt.Expression;
import com.schibsted.spt.data.jslt.JsltException;
import com.schibsted.spt.data.jslt.Parser;
import java.io.StringReader;
import java.util.List;
import java.util.Map;

/**
 * A compiled JSLT file. Refused at load: what would give another answer tomorrow (the functions {@code uuid}, {@code now},
 * {@code random}), recursion, and imports.
 */
final class JsltTemplate {
    private final Expression expression;

    private JsltTemplate(Expression expression) {
        this.expression = expression;
    }

    /**
     * Compiles a template.
     *
     * @param source the text
     * @param origin what to call it in messages
     * @throws MappingException if it does not compile or does what is refused
     */
    static JsltTemplate compile(String source, String origin) {
        JsltGuard.check(source, origin);
        return new JsltTemplate(parse(source, origin));
    }

    static Expression parse(String source, String origin) {
        try {
            return new Parser(new StringReader(source))
                    .withSource(origin)
                    .withFunctions(List.of())
                    // JSLT's own filter drops empty objects too, and a worker of whom only the id is known is one.
                    .withObjectFilter(". != null")
                    .withResourceResolver(name -> {
                        throw new JsltException("Imports are not available to mappings");
                    })
                    .compile();
        } catch (JsltException e) {
            String message = e.getMessageWithoutLocation().lines().findFirst().orElse("");
            throw new MappingException(origin + " does not compile: " + message + " (line " + e.getLine() + ").", e);
        } catch (ArithmeticException | IllegalArgumentException e) {
            // JSLT computes what does not depend on the payload while it compiles.
            throw new MappingException(origin + " does not compile: " + e.getMessage() + ".", e);
        } catch (StackOverflowError e) {
            throw new MappingException(origin + " is nested too deeply to compile; split it into functions.", e);
        }
    }

    JsonNode apply(JsonNode input, Map<String, JsonNode> variables) {
        return expression.apply(variables, input);
    }
}

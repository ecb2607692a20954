package dev.sluice.mapping;

/** Mappings made of a template alone. */
final class TestMappings {
    private static final String DESCRIPTOR =
            """
            name: test
            version: 1
            template: test.jslt
            format: json
            source: test
            system: test
            topic: access
            time: event
            """;

    private TestMappings() {}

    static Mapping template(String jslt) {
        return new Mapping(MappingDescriptor.parse(DESCRIPTOR, "test"), JsltTemplate.compile(jslt, "test.jslt"), null);
    }
}

package dev.sluice.siem;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Reads a Windows event as the samples of Microsoft's documentation are built: the elements of System in their order, then
 * EventData with named Data.
 *
 * @param system the texts of the elements of System, and {@code Element@attribute} for their attributes
 * @param data the values by name
 */
record WindowsXml(Map<String, String> system, Map<String, String> data) {
    private static final String NAMESPACE = "http://schemas.microsoft.com/win/2004/08/events/event";
    private static final List<String> SYSTEM = List.of(
            "Provider",
            "EventID",
            "Version",
            "Level",
            "Task",
            "Opcode",
            "Keywords",
            "TimeCreated",
            "EventRecordID",
            "Correlation",
            "Execution",
            "Channel",
            "Computer",
            "Security");

    static WindowsXml parse(String xml) throws XMLStreamException {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        XMLStreamReader reader = factory.createXMLStreamReader(new StringReader(xml));
        start(reader, "Event");
        start(reader, "System");
        Map<String, String> system = new LinkedHashMap<>();
        List<String> names = new ArrayList<>();
        while (reader.nextTag() == XMLStreamConstants.START_ELEMENT) {
            String name = reader.getLocalName();
            names.add(name);
            for (int i = 0; i < reader.getAttributeCount(); i++) {
                system.put(name + "@" + reader.getAttributeLocalName(i), reader.getAttributeValue(i));
            }
            system.put(name, reader.getElementText());
        }
        require(names.equals(SYSTEM), "the elements of System are " + names);
        start(reader, "EventData");
        Map<String, String> data = new LinkedHashMap<>();
        while (reader.nextTag() == XMLStreamConstants.START_ELEMENT) {
            require(reader.getLocalName().equals("Data") && reader.getAttributeCount() == 1, "named Data");
            String name = reader.getAttributeValue(null, "Name");
            require(data.put(name, reader.getElementText()) == null, name + " once");
        }
        require(reader.nextTag() == XMLStreamConstants.END_ELEMENT, "the end of Event");
        require(reader.next() == XMLStreamConstants.END_DOCUMENT, "the end");
        return new WindowsXml(system, data);
    }

    private static void start(XMLStreamReader reader, String name) throws XMLStreamException {
        reader.nextTag();
        reader.require(XMLStreamConstants.START_ELEMENT, NAMESPACE, name);
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new IllegalArgumentException("A Windows event needs " + what);
        }
    }
}

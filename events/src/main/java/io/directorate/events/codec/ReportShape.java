package io.directorate.events.codec;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.directorate.events.service.DriftAction;
import java.util.List;
import java.util.Map;

/** The JSON forms of what directors report. */
final class ReportShape {
    private ReportShape() {}

    static void writeDrift(
            String director, List<String> differences, int differenceCount, DriftAction action, ObjectNode out) {
        out.put("director", director);
        SettingShape.writeTexts("differences", differences, out);
        out.put("differenceCount", differenceCount);
        out.put("action", Choice.text(action));
    }

    static void writeReport(String director, String kind, Map<String, String> details, ObjectNode out) {
        out.put("director", director);
        out.put("kind", kind);
        SettingShape.writeMap("details", details, out);
    }

    static String readDirector(Fields in) {
        return in.text("director", "a director's name");
    }

    static String readKind(Fields in) {
        return in.text("kind", "a word such as started");
    }
}

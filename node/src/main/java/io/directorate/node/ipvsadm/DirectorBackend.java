package io.directorate.node.ipvsadm;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.directorate.dataplane.ConnectionTimeouts;
import io.directorate.dataplane.DataplaneChange;
import io.directorate.events.codec.CommandCodec;
import io.directorate.events.model.InvalidValueException;
import io.directorate.events.model.Timeouts;
import io.directorate.events.service.Command;
import io.directorate.events.service.ServiceLabels;
import io.directorate.node.client.HttpResponse;
import io.directorate.node.client.UnixHttpClient;
import io.directorate.node.client.UnixHttpException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Changes through the log of the director that runs in the caller's network namespace: each answered when it is in the director's table.
 *
 * <p>Many changes go as one command, which is all or nothing; only if the director refuses that are they sent one by one, so that each
 * gets the answer that {@code ipvsadm} would give it. Sync daemons are no part of the log and go straight to the kernel.
 */
final class DirectorBackend implements IpvsadmBackend {
    /** Where commands go. */
    static final String COMMANDS_PATH = "/api/v1/commands";

    private static final String REASON = "ipvsadm";
    private static final String JSON = "application/json";
    private static final int MAX_SHOWN_BODY = 300;

    /** Rules of the director to the kernel's errors, whose texts {@code ipvsadm} knows. */
    private static final Map<String, String> ERRNO_OF_RULE = Map.of(
            "service-exists", "EEXIST",
            "server-exists", "EEXIST",
            "service-unknown", "ESRCH",
            "server-unknown", "ENOENT",
            "scheduler-unknown", "ENOENT",
            "engine-unknown", "ENOENT",
            "threshold-order", "ERANGE",
            "address", "EINVAL",
            "family-mismatch", "EINVAL");

    private final UnixHttpClient client;
    private final Supplier<IpvsadmBackend> kernel;
    private final Supplier<ConnectionTimeouts> present;
    private final Supplier<String> commandIds;

    /**
     * Makes one.
     *
     * @param client of the director's control socket
     * @param kernel for what is no part of the log
     * @param present the timeouts now, for {@code --set} with a 0
     * @param commandIds a new id at each call
     */
    DirectorBackend(
            UnixHttpClient client,
            Supplier<IpvsadmBackend> kernel,
            Supplier<ConnectionTimeouts> present,
            Supplier<String> commandIds) {
        this.client = client;
        this.kernel = kernel;
        this.present = present;
        this.commandIds = commandIds;
    }

    @Override
    public List<Refusal> apply(List<DataplaneChange> changes) {
        List<Refusal> refusals = new ArrayList<>();
        int start = 0;
        while (start < changes.size()) {
            int end = start;
            while (end < changes.size() && isForLog(changes.get(end))) {
                end++;
            }
            if (end == start) {
                for (Refusal refusal : kernel.get().apply(changes.subList(start, start + 1))) {
                    refusals.add(new Refusal(start, refusal.message()));
                }
                end++;
            } else {
                applyThroughLog(changes, start, end, refusals);
            }
            start = end;
        }
        return refusals;
    }

    private static boolean isForLog(DataplaneChange change) {
        return !(change instanceof DataplaneChange.StartDaemon) && !(change instanceof DataplaneChange.StopDaemon);
    }

    private void applyThroughLog(List<DataplaneChange> changes, int start, int end, List<Refusal> refusals) {
        if (end - start > 1) {
            List<Command> commands = new ArrayList<>(end - start);
            for (DataplaneChange change : changes.subList(start, end)) {
                commands.add(command(change));
            }
            if (send(new Command.Sequence(commands)).isSuccess()) {
                return;
            }
        }
        for (int i = start; i < end; i++) {
            HttpResponse answer = send(command(changes.get(i)));
            if (!answer.isSuccess()) {
                refusals.add(new Refusal(i, refusalText(changes.get(i), answer)));
            }
        }
    }

    private Command command(DataplaneChange change) {
        if (change instanceof DataplaneChange.AddService add) {
            return new Command.AddService(add.service(), ServiceLabels.NONE);
        }
        if (change instanceof DataplaneChange.EditService edit) {
            return new Command.EditService(edit.service());
        }
        if (change instanceof DataplaneChange.DeleteService delete) {
            return new Command.DeleteService(delete.key());
        }
        if (change instanceof DataplaneChange.AddServer add) {
            return new Command.AddServer(add.key(), add.server());
        }
        if (change instanceof DataplaneChange.EditServer edit) {
            return new Command.EditServer(edit.key(), edit.server());
        }
        if (change instanceof DataplaneChange.DeleteServer delete) {
            return new Command.DeleteServer(delete.key(), delete.endpoint());
        }
        if (change instanceof DataplaneChange.SetTimeouts set) {
            return new Command.SetTimeouts(timeouts(set.timeouts()));
        }
        if (change instanceof DataplaneChange.ZeroCounters zero) {
            return new Command.ZeroCounters(zero.key());
        }
        if (change instanceof DataplaneChange.Flush) {
            return new Command.ClearServices();
        }
        throw new IllegalArgumentException("ipvsadm has no call for '" + change.describe() + "'");
    }

    /** A 0 leaves a time as it is, which a command cannot say. */
    private Timeouts timeouts(ConnectionTimeouts wanted) {
        boolean whole = wanted.tcpSeconds() > 0 && wanted.tcpFinSeconds() > 0 && wanted.udpSeconds() > 0;
        ConnectionTimeouts now = whole ? wanted : present.get();
        try {
            return new Timeouts(
                    seconds(wanted.tcpSeconds(), now.tcpSeconds()),
                    seconds(wanted.tcpFinSeconds(), now.tcpFinSeconds()),
                    seconds(wanted.udpSeconds(), now.udpSeconds()));
        } catch (InvalidValueException e) {
            throw CallFailure.refused(
                    "cannot leave a timeout as it is: in the kernel " + e.getMessage() + "; give all three values");
        }
    }

    private static int seconds(long wanted, long now) {
        return Math.toIntExact(wanted > 0 ? wanted : Math.min(now, Integer.MAX_VALUE));
    }

    private HttpResponse send(Command command) {
        byte[] encoded = CommandCodec.encode(command);
        byte[] head = ("{\"commandId\":\"" + commandIds.get() + "\",\"reason\":\"" + REASON + "\",\"command\":")
                .getBytes(StandardCharsets.UTF_8);
        byte[] body = new byte[head.length + encoded.length + 1];
        System.arraycopy(head, 0, body, 0, head.length);
        System.arraycopy(encoded, 0, body, head.length, encoded.length);
        body[body.length - 1] = '}';
        try {
            return client.post(COMMANDS_PATH, JSON, body);
        } catch (UnixHttpException e) {
            boolean unknown =
                    e.reason() == UnixHttpException.Reason.TIMEOUT || e.reason() == UnixHttpException.Reason.BROKEN;
            throw CallFailure.fatal(
                    CallFailure.REFUSED,
                    e.getMessage() + (unknown ? "; whether the change was made is not known, look with -Ln" : ""));
        }
    }

    private static String refusalText(DataplaneChange change, HttpResponse answer) {
        Map<String, String> problem = problem(answer);
        String errno = ERRNO_OF_RULE.getOrDefault(problem.getOrDefault("rule", ""), "");
        if (!errno.isEmpty()) {
            return KernelErrors.text(change, errno);
        }
        String title = problem.getOrDefault("title", "");
        String detail = problem.getOrDefault("detail", "");
        if (title.isEmpty() && detail.isEmpty()) {
            String body = answer.text().strip();
            return "The director refused with HTTP status " + answer.status()
                    + (body.isEmpty() ? "" : ": " + body.substring(0, Math.min(body.length(), MAX_SHOWN_BODY)));
        }
        return title + (title.isEmpty() || detail.isEmpty() ? "" : ": ") + detail;
    }

    /** The texts at the top of a problem (RFC 9457); empty if it is none. */
    private static Map<String, String> problem(HttpResponse answer) {
        Map<String, String> fields = new TreeMap<>();
        try (JsonParser json = new JsonFactory().createParser(answer.body())) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return Map.of();
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                JsonToken value = json.nextToken();
                if (value == JsonToken.VALUE_STRING) {
                    fields.put(name, json.getText());
                }
                json.skipChildren();
            }
        } catch (IOException e) {
            // Not JSON: the body is shown as it is.
            return Map.of();
        }
        return fields;
    }

    @Override
    public void close() {
        // Each exchange had its own connection.
    }
}

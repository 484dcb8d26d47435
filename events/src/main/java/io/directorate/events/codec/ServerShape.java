package io.directorate.events.codec;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.directorate.events.model.Endpoint;
import io.directorate.events.model.ForwardingMethod;
import io.directorate.events.model.RealServer;
import io.directorate.events.model.Tunnel;

/** The JSON form of a real server. What has its usual value is left out. */
final class ServerShape {
    private ServerShape() {}

    static void writeEndpoint(Endpoint endpoint, ObjectNode out) {
        out.put("server", endpoint.toString());
    }

    static Endpoint readEndpoint(Fields in) {
        return in.parsed("server", "such as 10.0.0.1:80 or [2001:db8::1]:80", Endpoint::parse);
    }

    static void write(RealServer server, ObjectNode out) {
        writeEndpoint(server.endpoint(), out);
        out.put("method", server.method().text());
        out.put("weight", server.weight());
        if (server.upperThreshold() != 0) {
            out.put("upperThreshold", server.upperThreshold());
        }
        if (server.lowerThreshold() != 0) {
            out.put("lowerThreshold", server.lowerThreshold());
        }
        if (!server.tunnel().equals(Tunnel.IPIP)) {
            Tunnel tunnel = server.tunnel();
            ObjectNode object = out.putObject("tunnel");
            object.put("type", tunnel.type().text());
            if (tunnel.port() != 0) {
                object.put("port", tunnel.port());
            }
            object.put("checksum", Choice.text(tunnel.checksum()));
        }
    }

    static RealServer read(Fields in) {
        Endpoint endpoint = readEndpoint(in);
        ForwardingMethod method = in.parsed("method", "one of nat, dr, tun, fullnat", ForwardingMethod::parse);
        int weight = in.integer("weight", 0, Integer.MAX_VALUE, 1);
        int upper = in.integer("upperThreshold", 0, Integer.MAX_VALUE, 0);
        int lower = in.integer("lowerThreshold", 0, Integer.MAX_VALUE, 0);
        Tunnel tunnel = in.has("tunnel") ? readTunnel(in) : Tunnel.IPIP;
        return in.make(() -> new RealServer(endpoint, method, tunnel, weight, upper, lower));
    }

    private static Tunnel readTunnel(Fields in) {
        Fields fields = in.object("tunnel", "an object with type, port and checksum");
        Tunnel.Type type = Choice.read(fields, "type", Tunnel.Type.values(), Tunnel.Type.IPIP);
        int port = fields.integer("port", 0, 65_535, 0);
        Tunnel.Checksum checksum = Choice.read(fields, "checksum", Tunnel.Checksum.values(), Tunnel.Checksum.NONE);
        fields.end();
        return in.make(() -> new Tunnel(type, port, checksum));
    }
}

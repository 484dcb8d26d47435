package io.directorate.events.service;

import static io.directorate.events.service.Samples.endpoint;
import static io.directorate.events.service.Samples.group;
import static io.directorate.events.service.Samples.key;
import static io.directorate.events.service.Samples.map;
import static io.directorate.events.service.Samples.nat;
import static io.directorate.events.service.Samples.service;
import static io.directorate.events.service.Samples.set;
import static org.assertj.core.api.Assertions.assertThat;

import io.directorate.events.model.Timeouts;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SubjectsTest {
    private static final String WEB = "tcp:192.0.2.1:80";

    @Test
    void namesWhatAnEventIsAbout() {
        assertThat(new Event.ServiceAdded(service(WEB), ServiceLabels.NONE).subjects())
                .containsExactly(WEB);
        assertThat(new Event.ServiceAdded(
                                service(WEB), ServiceLabels.NONE, List.of(nat("10.0.0.1:80"), nat("10.0.0.2:80")))
                        .subjects())
                .containsExactly(WEB, WEB + "/10.0.0.1:80", WEB + "/10.0.0.2:80");
        assertThat(new Event.ServiceEdited(service(WEB)).subjects()).containsExactly(WEB);
        assertThat(new Event.ServiceLabelled(key(WEB), ServiceLabels.NONE).subjects())
                .containsExactly(WEB);
        assertThat(new Event.ServiceDeleted(key(WEB)).subjects()).containsExactly(WEB);
        for (Event event : List.of(
                new Event.ServerAdded(key(WEB), nat("10.0.0.1:80")),
                new Event.ServerEdited(key(WEB), nat("10.0.0.1:80")),
                new Event.ServerDeleted(key(WEB), endpoint("10.0.0.1:80")))) {
            assertThat(event.subjects()).containsExactly(WEB, WEB + "/10.0.0.1:80");
        }
        assertThat(new Event.VipGroupDefined(group("web", "192.0.2.1")).subjects())
                .containsExactly("group:web");
        assertThat(new Event.VipGroupDeleted("web").subjects()).containsExactly("group:web");
        assertThat(new Event.TimeoutsSet(Timeouts.DEFAULT).subjects()).containsExactly("timeouts");
        assertThat(new Event.TimeoutsReleased().subjects()).containsExactly("timeouts");
        assertThat(new Event.SysctlsSet(map("conntrack", "1"), set("sloppy_tcp")).subjects())
                .containsExactly("sysctl:conntrack", "sysctl:sloppy_tcp");
        assertThat(new Event.OwnerDeclared("shop", Declaration.NONE).subjects()).containsExactly("owner:shop");
        assertThat(new Event.CountersZeroed(Optional.empty()).subjects()).containsExactly("cluster");
        assertThat(new Event.CountersZeroed(Optional.of(key(WEB))).subjects()).containsExactly(WEB);
        assertThat(new Event.DriftFound("a", List.of(), 1, DriftAction.ALERTED).subjects())
                .containsExactly("director:a");
        assertThat(new Event.DirectorReported("a", "started", Map.of()).subjects())
                .containsExactly("director:a");
        assertThat(new Event.FeatureLevelRaised(2).subjects()).containsExactly("cluster");
    }
}

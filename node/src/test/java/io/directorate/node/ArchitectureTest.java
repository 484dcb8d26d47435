package io.directorate.node;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.directorate.dataplane.Dataplane;
import java.util.List;

/** The rules of the house, as far as they can be seen from the top: the node sees every module but loadtest. */
@AnalyzeClasses(
        packages = "io.directorate",
        importOptions = {ImportOption.DoNotIncludeTests.class, ArchitectureTest.WithoutTestJars.class})
class ArchitectureTest {
    /** The fixtures of the other modules come as jars once those are packaged. */
    static final class WithoutTestJars implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("-tests.jar");
        }
    }

    @ArchTest
    static final ArchRule modulesDependInOneDirection = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("events")
            .definedBy("io.directorate.events..")
            .layer("consensus")
            .definedBy("io.directorate.consensus..")
            .layer("dataplane")
            .definedBy("io.directorate.dataplane..")
            .layer("node")
            .definedBy("io.directorate.node..")
            .whereLayer("node")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("dataplane")
            .mayOnlyBeAccessedByLayers("node")
            .whereLayer("consensus")
            .mayOnlyBeAccessedByLayers("node")
            .whereLayer("events")
            .mayOnlyBeAccessedByLayers("dataplane", "node");

    @ArchTest
    static final ArchRule noPackageCyclesOutsideTheNode = slices().matching(
                    "io.directorate.(events|consensus|dataplane).(*)..")
            .should()
            .beFreeOfCycles();

    @ArchTest
    static final ArchRule nativeCallsAreInOnePlace = noClasses()
            .that()
            .resideOutsideOfPackage("io.directorate.dataplane.socket")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("jnr..", "com.kenai.jffi..");

    @ArchTest
    static final ArchRule ratisIsInConsensusOnly = noClasses()
            .that()
            .resideOutsideOfPackage("io.directorate.consensus..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.ratis..");

    @ArchTest
    static final ArchRule hazelcastIsInTheClusterOnly = noClasses()
            .that()
            .resideOutsideOfPackage("io.directorate.consensus.cluster")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("com.hazelcast..", "io.vertx.spi..");

    /** The one exception is what clusters its event bus. */
    @ArchTest
    static final ArchRule vertxIsInTheNodeOnly = noClasses()
            .that()
            .resideOutsideOfPackages("io.directorate.node..", "io.directorate.consensus.cluster")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.vertx..", "io.netty..");

    /** The one exception is the ipvsadm face where no director runs: then it is what ipvsadm is. */
    @ArchTest
    static final ArchRule onlyTheReconcilerWritesToADataplane = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "io.directorate.dataplane.reconcile..",
                    "io.directorate.dataplane.ipvs..",
                    "io.directorate.node.ipvsadm..")
            .should()
            .callMethod(Dataplane.class, "apply", List.class);
}

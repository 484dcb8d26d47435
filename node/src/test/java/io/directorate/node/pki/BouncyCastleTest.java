package io.directorate.node.pki;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.regex.Pattern;

/** Certificates are made in one place; a director that runs needs the JDK alone. */
@AnalyzeClasses(packages = "io.directorate.node", importOptions = ImportOption.DoNotIncludeTests.class)
class BouncyCastleTest {
    @ArchTest
    static final ArchRule isUsedByTheMakerOfCertificatesOnly = noClasses()
            .that()
            .haveNameNotMatching(Pattern.quote(CertificateMaker.class.getName()) + "(\\$.*)?")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.bouncycastle..");
}

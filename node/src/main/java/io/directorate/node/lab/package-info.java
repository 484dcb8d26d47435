/**
 * The lab: a User-Mode-Linux guest with a real IPVS kernel, networks of namespaces inside it, and traffic through them.
 * Start at {@link io.directorate.node.lab.UmlGuest}.
 */
@NullMarked
package io.directorate.node.lab;

import org.jspecify.annotations.NullMarked;

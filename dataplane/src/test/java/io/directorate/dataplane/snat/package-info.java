/** Tests of the rules of FULLNAT, on a packet filter that is not there. */
@NullMarked
package io.directorate.dataplane.snat;

import org.jspecify.annotations.NullMarked;

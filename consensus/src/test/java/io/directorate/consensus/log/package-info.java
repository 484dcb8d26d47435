/** Tests of the service log's types. */
@NullMarked
package io.directorate.consensus.log;

import org.jspecify.annotations.NullMarked;

/* What most files of the engine read from the system: for the option `pch`, which has the compiler read it once.
 *
 * Only headers of the system stand here, and each file still includes what it uses: without the option this file is not read.
 */
#ifndef TB_ENGINE_HEADERS_H
#define TB_ENGINE_HEADERS_H

#include <errno.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/provider.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <string.h>

#endif

/* lint-fixture: certificates of every kind, good and bad, from one line of text. */
#pragma once

#include "tb-lint.h"

/**
 * lint_make:
 * @recipe: settings separated by `|`, on top of a good device certificate. `base=device`, `server`, `web`, `authority`, `root` or `factory` begins
 *   with another one. `key`, `version`, `serial`, `subject`, `issuer`, `from`, `until`, `digest`, `type` (of strings in names), `self` (signed
 *   with its own key), `pad` (bytes) and `tweak` set what their names say; every other name is that of an extension with its value as in a
 *   configuration file of OpenSSL, `-NAME` leaves it out, `+NAME=` adds it once more.
 *
 * Returns: (transfer full): the certificate, after a trip through DER
 */
X509     *lint_make     (const char *recipe);
gboolean  lint_finds    (X509 *x509, TbLintProfile profile, const char *code);
char     *lint_list     (X509 *x509, const TbLintTerms *terms, TbLintSeverity worst_allowed);
EVP_PKEY *lint_key      (const char *name);
void      lint_drop_keys (void);

/* tb-candidate: finds candidate certification paths among certificates that may come from anybody.
 *
 * OpenSSL follows one path and gives up where it ends; here every way from the leaf to an anchor is tried, the most promising first, with the work
 * bounded whatever is thrown at it: look-alike issuers, cycles, thousands of certificates. */
#pragma once

#include "tb-judging.h"

G_BEGIN_DECLS

/**
 * TbCandidateFound:
 * @path: (element-type TbCertificate): leaf first; changes after the call
 * @end: how it ends
 * @user_data: of whoever searches
 *
 * Called for each path that reaches an anchor, and for each that ends elsewhere.
 *
 * Returns: %TRUE to go on
 */
typedef gboolean (*TbCandidateFound) (GPtrArray *path, TbEnd end, gpointer user_data);

gboolean tb_candidate_search (TbCertificate *leaf, const TbValidateTerms *terms, TbCandidateFound found, gpointer user_data);

G_END_DECLS

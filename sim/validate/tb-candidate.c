/* tb-candidate: see the header.
 *
 * Depth first from the leaf. Signatures are verified once per pair and before going on, so that only certificates whose keys really made each other
 * are followed; no name comes twice with the same key. */
#include "tb-candidate.h"

#include <openssl/err.h>

#define MAX_PATH   40          /* certificates in a path */
#define MAX_VISITS 5000        /* certificates looked at, again and again */
#define MAX_ISSUERS 200000     /* comparisons of names */
#define MAX_COST   10000       /* signatures: an RSA key of 2048 bits costs 4, one of 8192 bits 64, P-256 10, other keys 100 */

typedef struct
{
  TbCertificate *certificate;  /* borrowed */
  const TbCertFacts *facts;
  gboolean is_anchor;
} Node;

typedef struct
{
  const Node *node;
  int rank;                    /* lower is tried first */
  guint order;
} Issuer;

typedef struct
{
  const TbValidateTerms *terms;
  gint64 unix_s;
  GArray *nodes;               /* of Node: anchors first */
  GHashTable *verified;        /* pair of X509 as text to whether the signature is right */
  GPtrArray *path;
  GPtrArray *path_facts;
  TbCandidateFound found;
  gpointer user_data;
  guint n_visits;
  guint n_comparisons;
  guint cost;
  gboolean stopped;
  gboolean limited;
} Search;

static void
add_nodes (Search *search, GPtrArray *certificates, gboolean is_anchor, GHashTable *known)
{
  for (guint i = 0; certificates != NULL && i < certificates->len; i++)
    {
      TbCertificate *certificate = g_ptr_array_index (certificates, i);
      Node node = { certificate, NULL, is_anchor };

      if (!g_hash_table_add (known, tb_certificate_get_der (certificate)))
        continue;
      node.facts = tb_cert_facts_get (certificate);
      g_array_append_val (search->nodes, node);
    }
}

/* --- signatures --- */

static guint
cost_of (const TbCertFacts *issuer)
{
  const EVP_PKEY *key = X509_get0_pubkey (issuer->x509);
  guint thousands = MAX (1, (guint) issuer->key_bits / 1024);

  if (key != NULL && EVP_PKEY_get_base_id (key) == EVP_PKEY_RSA)
    return thousands * thousands;
  return issuer->key_bits == 256 ? 10 : 100;
}

typedef enum { SIGNED_NOT, SIGNED, SIGNED_UNKNOWN } Signed;

static Signed
check_signature (Search *search, const TbCertFacts *issuer, const TbCertFacts *subject)
{
  EVP_PKEY *public_key = X509_get0_pubkey (issuer->x509);
  char key[64];
  gpointer known;
  gboolean good;

  if (public_key == NULL)        /* of a kind that OpenSSL does not know */
    return SIGNED_NOT;
  g_snprintf (key, sizeof key, "%p %p", (gpointer) issuer, (gpointer) subject);
  if (g_hash_table_lookup_extended (search->verified, key, NULL, &known))
    return GPOINTER_TO_INT (known) ? SIGNED : SIGNED_NOT;
  if (search->cost + cost_of (issuer) > MAX_COST)
    return SIGNED_UNKNOWN;
  search->cost += cost_of (issuer);
  good = X509_verify (subject->x509, public_key) == 1;
  ERR_clear_error ();
  g_hash_table_insert (search->verified, g_strdup (key), GINT_TO_POINTER (good));
  return good ? SIGNED : SIGNED_NOT;
}

/* --- which issuers, in which order --- */

static gboolean
is_in_path (Search *search, const TbCertFacts *facts)
{
  for (guint i = 0; i < search->path_facts->len; i++)
    {
      const TbCertFacts *other = g_ptr_array_index (search->path_facts, i);

      if (other == facts || (X509_NAME_cmp (other->subject, facts->subject) == 0
                             && ASN1_STRING_cmp (X509_get0_pubkey_bitstr (other->x509), X509_get0_pubkey_bitstr (facts->x509)) == 0))
        return TRUE;
    }
  return FALSE;
}

/* Anchors first, then by the key identifier, then those with nothing wrong about them (RFC 4158 section 3.5). */
static int
rank_issuer (Search *search, const Node *node, const TbCertFacts *subject)
{
  const TbCertFacts *facts = node->facts;
  int rank = node->is_anchor ? 0 : 1;

  rank += X509_check_issued (facts->x509, subject->x509) != X509_V_OK ? 64 : 0;
  rank += search->unix_s < facts->not_before_s || search->unix_s > facts->not_after_s ? 32 : 0;
  rank += !facts->ca ? 16 : 0;
  rank += (facts->key_usage & KU_KEY_CERT_SIGN) == 0 ? 8 : 0;
  rank += tb_cert_facts_defects (facts, node->is_anchor) > 0 ? 4 : 0;
  return rank;
}

static int
compare_issuers (gconstpointer a, gconstpointer b)
{
  const Issuer *x = a, *y = b;

  return x->rank != y->rank ? (x->rank < y->rank ? -1 : 1) : (x->order < y->order ? -1 : x->order > y->order);
}

static GArray *
list_issuers (Search *search, const TbCertFacts *subject, gboolean *looped)
{
  GArray *issuers = g_array_new (FALSE, FALSE, sizeof (Issuer));

  for (guint i = 0; i < search->nodes->len && search->n_comparisons < MAX_ISSUERS; i++)
    {
      const Node *node = &g_array_index (search->nodes, Node, i);
      Issuer issuer = { node, 0, i };

      search->n_comparisons++;
      if (node->facts == subject || X509_NAME_cmp (subject->issuer, node->facts->subject) != 0)
        continue;
      if (is_in_path (search, node->facts))
        {
          *looped = TRUE;
          continue;
        }
      issuer.rank = rank_issuer (search, node, subject);
      g_array_append_val (issuers, issuer);
    }
  g_array_sort (issuers, compare_issuers);
  return issuers;
}

/* --- the search --- */

static void
report (Search *search, TbEnd end)
{
  search->limited |= end == TB_END_LIMIT;
  if (!search->stopped && !search->found (search->path, end, search->user_data))
    search->stopped = TRUE;
}

static gboolean
is_exhausted (const Search *search)
{
  return search->path->len > MAX_PATH || search->n_visits > MAX_VISITS || search->n_comparisons >= MAX_ISSUERS || search->cost >= MAX_COST;
}

static void visit (Search *search, const Node *node);

static TbEnd
say_why_not (const TbCertFacts *subject, gboolean has_issuers, gboolean limited, gboolean looped)
{
  if (limited)
    return TB_END_LIMIT;
  if (has_issuers)
    return TB_END_WRONG_KEY;
  if (subject->self_issued)
    return TB_END_SELF_SIGNED;
  return looped ? TB_END_LOOP : TB_END_NO_ISSUER;
}

static void
follow (Search *search, const TbCertFacts *subject)
{
  gboolean looped = FALSE, limited = FALSE, followed = FALSE;
  g_autoptr (GArray) issuers = list_issuers (search, subject, &looped);

  for (guint i = 0; i < issuers->len && !search->stopped; i++)
    {
      const Node *issuer = g_array_index (issuers, Issuer, i).node;
      Signed made = check_signature (search, issuer->facts, subject);

      limited |= made == SIGNED_UNKNOWN || is_exhausted (search);
      search->limited |= limited;
      if (made == SIGNED && !is_exhausted (search))
        {
          followed = TRUE;
          visit (search, issuer);
        }
    }
  if (!followed)
    report (search, say_why_not (subject, issuers->len > 0, limited || is_exhausted (search), looped));
}

static void
visit (Search *search, const Node *node)
{
  search->n_visits++;
  g_ptr_array_add (search->path, node->certificate);
  g_ptr_array_add (search->path_facts, (gpointer) node->facts);
  if (node->is_anchor)
    report (search, TB_END_ANCHOR);
  else if (is_exhausted (search))
    report (search, TB_END_LIMIT);
  else
    follow (search, node->facts);
  g_ptr_array_set_size (search->path, (int) search->path->len - 1);
  g_ptr_array_set_size (search->path_facts, (int) search->path_facts->len - 1);
}

static gboolean
is_trusted (Search *search, TbCertificate *leaf)
{
  for (guint i = 0; i < search->nodes->len; i++)
    {
      const Node *node = &g_array_index (search->nodes, Node, i);

      if (node->is_anchor && g_bytes_equal (tb_certificate_get_der (node->certificate), tb_certificate_get_der (leaf)))
        return TRUE;
    }
  return FALSE;
}

/**
 * tb_candidate_search:
 * @leaf: where paths begin
 * @terms: the anchors they may end at and the certificates they may go by
 * @found: called for each path
 * @user_data: for @found
 *
 * Looks for paths until @found says enough, all have been tried, or the limit of the work is reached.
 *
 * Returns: whether the limit was reached
 */
gboolean
tb_candidate_search (TbCertificate *leaf, const TbValidateTerms *terms, TbCandidateFound found, gpointer user_data)
{
  g_autoptr (GHashTable) known = g_hash_table_new (g_bytes_hash, g_bytes_equal);
  g_autoptr (GHashTable) verified = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GArray) nodes = g_array_new (FALSE, FALSE, sizeof (Node));
  g_autoptr (GPtrArray) path = g_ptr_array_new ();
  g_autoptr (GPtrArray) facts = g_ptr_array_new ();
  Search search = { terms, terms->unix_us / G_USEC_PER_SEC, nodes, verified, path, facts, found, user_data };
  Node first = { leaf, tb_cert_facts_get (leaf), FALSE };

  add_nodes (&search, terms->anchors, TRUE, known);
  add_nodes (&search, terms->untrusted, FALSE, known);
  /* Trusted itself, a self-signed certificate needs no path. */
  first.is_anchor = first.facts->self_signed && is_trusted (&search, leaf);
  visit (&search, &first);
  return search.limited;
}

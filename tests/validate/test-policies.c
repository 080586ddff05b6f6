/* Certificate policies as RFC 9618 computes them. */
#include "path-fixture.h"

#define P1 "1.2.3.1"
#define P2 "1.2.3.2"
#define ANY "2.5.29.32.0"
#define CA AUTHORITY_EXTENSIONS "\n"
#define EE "basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature\n"
#define POLICIES "certificatePolicies="

typedef struct
{
  const char *fact;
  const char *upper;             /* extensions of the authority below the root */
  const char *lower;             /* of the one below that */
  const char *leaf;
  const char *wanted;            /* NULL for any */
  gboolean explicit_policy;
  gboolean inhibit_any;
  gboolean inhibit_mapping;
  gboolean valid;
} Row;

static const Row rows[] = {
  { "none-and-none-required", CA, CA, EE, NULL, FALSE, FALSE, FALSE, TRUE },
  { "none-and-one-required", CA, CA, EE, NULL, TRUE, FALSE, FALSE, FALSE },
  { "the-same-everywhere", CA POLICIES P1, CA POLICIES P1, EE POLICIES P1, NULL, TRUE, FALSE, FALSE, TRUE },
  { "the-wanted-one", CA POLICIES P1, CA POLICIES P1, EE POLICIES P1, P1, TRUE, FALSE, FALSE, TRUE },
  { "another-than-the-wanted-one", CA POLICIES P1, CA POLICIES P1, EE POLICIES P1, P2, TRUE, FALSE, FALSE, FALSE },
  { "another-where-none-is-required", CA POLICIES P1, CA POLICIES P1, EE POLICIES P1, P2, FALSE, FALSE, FALSE, TRUE },
  { "missing-in-the-middle", CA POLICIES P1, CA, EE POLICIES P1, NULL, TRUE, FALSE, FALSE, FALSE },
  { "different-below", CA POLICIES P1, CA POLICIES P2, EE POLICIES P2, NULL, TRUE, FALSE, FALSE, FALSE },
  { "any-above", CA POLICIES ANY, CA POLICIES ANY, EE POLICIES P1, P1, TRUE, FALSE, FALSE, TRUE },
  { "any-below", CA POLICIES P1, CA POLICIES P1, EE POLICIES ANY, P1, TRUE, FALSE, FALSE, TRUE },
  { "any-everywhere", CA POLICIES ANY, CA POLICIES ANY, EE POLICIES ANY, P2, TRUE, FALSE, FALSE, TRUE },
  { "any-inhibited", CA POLICIES ANY, CA POLICIES ANY, EE POLICIES P1, P1, TRUE, TRUE, FALSE, FALSE },
  { "any-inhibited-by-an-authority", CA POLICIES P1 "\ninhibitAnyPolicy=critical,0", CA POLICIES ANY, EE POLICIES P1, P1, TRUE, FALSE, FALSE, FALSE },
  { "any-inhibited-further-down", CA POLICIES P1 "\ninhibitAnyPolicy=critical,1", CA POLICIES ANY, EE POLICIES P1, P1, TRUE, FALSE, FALSE, TRUE },
  { "required-by-an-authority", CA "policyConstraints=critical,requireExplicitPolicy:0", CA, EE, NULL, FALSE, FALSE, FALSE, FALSE },
  { "required-further-down-than-it-goes", CA "policyConstraints=critical,requireExplicitPolicy:3", CA, EE, NULL, FALSE, FALSE, FALSE, TRUE },
  { "mapped", CA POLICIES P1 "\npolicyMappings=" P1 ":" P2, CA POLICIES P2, EE POLICIES P2, P1, TRUE, FALSE, FALSE, TRUE },
  { "mapped-and-the-old-one-below", CA POLICIES P1 "\npolicyMappings=" P1 ":" P2, CA POLICIES P1, EE POLICIES P1, P1, TRUE, FALSE, FALSE, FALSE },
  { "mapped-where-that-is-inhibited", CA POLICIES P1 "\npolicyMappings=" P1 ":" P2, CA POLICIES P2, EE POLICIES P2, P1, TRUE, FALSE, TRUE, FALSE },
  { "mapping-inhibited-by-an-authority", CA POLICIES P1 "\npolicyConstraints=critical,inhibitPolicyMapping:0",
    CA POLICIES P1 "\npolicyMappings=" P1 ":" P2, EE POLICIES P2, NULL, TRUE, FALSE, FALSE, FALSE },
  { "mapped-from-any-below-any", CA POLICIES ANY "\npolicyMappings=" P1 ":" P2, CA POLICIES P2, EE POLICIES P2, P1, TRUE, FALSE, FALSE, TRUE },
  { "any-mapped", CA POLICIES ANY "\npolicyMappings=" ANY ":" P2, CA POLICIES P2, EE POLICIES P2, NULL, FALSE, FALSE, FALSE, FALSE },
};

static void
row_holds (gconstpointer data)
{
  static const PathSpec root = { "Root" };
  const Row *row = data;
  const PathSpec upper = { "Upper", "Root", .extensions = row->upper }, lower = { "Lower", "Upper", .extensions = row->lower };
  const PathSpec leaf = { "lock", "Lower", .extensions = row->leaf };
  const char *wanted[] = { row->wanted, NULL };
  g_auto (PathCase) c = { 0 };

  path_case_init (&c, &leaf);
  path_trust (&c, &root);
  path_pass_along (&c, &upper);
  path_pass_along (&c, &lower);
  c.terms.policies = row->wanted != NULL ? wanted : NULL;
  c.terms.explicit_policy = row->explicit_policy;
  c.terms.inhibit_any_policy = row->inhibit_any;
  c.terms.inhibit_policy_mapping = row->inhibit_mapping;
  path_assert (&c, row->valid ? "" : "policy");
}

/* Each level maps two policies to both of them: a tree would have 2^24 leaves. */
static void
mappings_upon_mappings_stay_small (void)
{
  static const PathSpec root = { "Root" };
  static const char *const both = CA POLICIES P1 "," P2 "\npolicyMappings=" P1 ":" P1 "," P1 ":" P2 "," P2 ":" P1 "," P2 ":" P2
                                  "\npolicyConstraints=critical,requireExplicitPolicy:0";
  g_auto (PathCase) c = { 0 };
  char above[16] = "Root", name[16];

  path_case_init (&c, &(PathSpec) { "lock", "link-23", .issuer_key = "link", .extensions = EE POLICIES P2 });
  path_trust (&c, &root);
  for (guint i = 0; i < 24; i++)
    {
      g_snprintf (name, sizeof name, "link-%u", i);
      path_pass_along (&c, &(PathSpec) { name, above, .key = "link", .issuer_key = i == 0 ? "Root" : "link", .extensions = both });
      g_strlcpy (above, name, sizeof above);
    }
  path_assert (&c, "");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strconcat ("/policies/", rows[i].fact, NULL);

      g_test_add_data_func (path, &rows[i], row_holds);
    }
  g_test_add_func ("/policies/mappings_upon_mappings_stay_small", mappings_upon_mappings_stay_small);
  return g_test_run ();
}

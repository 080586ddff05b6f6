/* The path is found among several that lead nowhere, and whatever is thrown at the search, it ends. */
#include "path-fixture.h"

static const PathSpec root = { "House Root" };
static const PathSpec issuing = { "House Devices", "House Root" };
static const PathSpec lock = { "lock-01", "House Devices", .extensions = LEAF_EXTENSIONS };

static void
expired_certificate_of_the_same_authority_is_gone_around (void)
{
  static const PathSpec expired = { "House Devices", "House Root", .not_after_us = START_US - DAY_US };
  g_auto (PathCase) c = { 0 };

  path_case_init (&c, &lock);
  path_trust (&c, &root);
  path_pass_along (&c, &expired);
  path_pass_along (&c, &issuing);
  path_assert (&c, "");
}

static void
constrained_way_is_gone_around (void)
{
  static const PathSpec other_root = { "Other Root" };
  static const PathSpec narrow = { "House Devices", "Other Root", .extensions = AUTHORITY_EXTENSIONS "\nnameConstraints=critical,excluded;DNS:house" };
  g_auto (PathCase) c = { 0 };
  g_autoptr (TbValidation) validation = NULL;

  path_case_init (&c, &lock);
  path_trust (&c, &other_root);
  path_trust (&c, &root);
  path_pass_along (&c, &narrow);
  path_pass_along (&c, &issuing);
  validation = path_validate (&c);
  g_assert_true (tb_validation_is_valid (validation));
  g_assert_cmpstr (tb_certificate_get_common_name (g_ptr_array_index (tb_validation_get_chain (validation), 2)), ==, "House Root");
}

static void
best_of_several_failures_is_explained (void)
{
  static const PathSpec expired = { "House Devices", "House Root", .not_after_us = START_US - DAY_US };
  static const PathSpec stranger = { "House Devices", "Nobody" };
  g_auto (PathCase) c = { 0 };

  path_case_init (&c, &lock);
  path_trust (&c, &root);
  path_pass_along (&c, &stranger);
  path_pass_along (&c, &expired);
  path_assert_rule (&c, "expired", "validity");
}

static void
circle_without_anchor_ends (void)
{
  static const PathSpec one = { "One", "Two" }, two = { "Two", "One" }, leaf = { "lock-02", "One", .extensions = LEAF_EXTENSIONS };
  g_auto (PathCase) c = { 0 };

  path_case_init (&c, &leaf);
  path_trust (&c, &root);
  path_pass_along (&c, &one);
  path_pass_along (&c, &two);
  path_assert_rule (&c, "unknown-authority", "trust-anchor");
}

/* Authorities that have all certified each other: more ways through than can be gone. */
static void
mesh_without_anchor_ends (void)
{
  static const char *const names[] = { "A", "B", "C", "D", "E", "F", "G", "H" };
  static const PathSpec leaf = { "lock-03", "A", .extensions = LEAF_EXTENSIONS };
  g_auto (PathCase) c = { 0 };
  g_autoptr (TbValidation) validation = NULL;

  path_case_init (&c, &leaf);
  path_trust (&c, &root);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    for (guint k = 0; k < G_N_ELEMENTS (names); k++)
      if (i != k)
        path_pass_along (&c, &(PathSpec) { names[i], names[k] });
  validation = path_validate (&c);
  g_assert_false (tb_validation_is_valid (validation));
  g_assert_cmpstr (tb_validation_get_reason (validation), ==, "limit");
  g_assert_cmpuint (tb_validation_get_n_paths (validation), <=, 201);
  g_assert_cmpstr (tb_checks_get (tb_validation_get_checks (validation), tb_checks_get_n (tb_validation_get_checks (validation)) - 1)->rule->code, ==,
                   "search-limit");
}

/* Keys cost time to make: a few keys under one name, many certificates. None is certified by anybody trusted. */
static void
look_alike_issuers_end_with_the_limit_or_a_verdict (void)
{
  static const PathSpec leaf = { "lock-04", "Twin", .issuer_key = "right", .extensions = LEAF_EXTENSIONS, .bare = TRUE };
  g_auto (PathCase) c = { 0 };

  path_case_init (&c, &leaf);
  path_trust (&c, &root);
  for (gint64 i = 0; i < 400; i++)
    {
      g_autofree char *key = g_strdup_printf ("twin-%d", (int) (i % 40));

      path_pass_along (&c, &(PathSpec) { "Twin", "House Root", .key = key, .issuer_key = "wrong", .serial = i + 1, .bare = TRUE });
    }
  path_assert_rule (&c, "bad-signature", "signature");
  path_pass_along (&c, &(PathSpec) { "Twin", "House Root", .key = "right" });
  g_clear_pointer (&c.leaf, tb_certificate_unref);
  c.leaf = path_make (&(PathSpec) { "lock-04", "Twin", .issuer_key = "right", .extensions = LEAF_EXTENSIONS });
  path_assert (&c, "");
}

static void
long_path_is_gone_to_its_end (void)
{
  g_auto (PathCase) c = { 0 };
  char above[16] = "House Root", name[16];

  path_case_init (&c, &(PathSpec) { "lock-05", "link-19", .issuer_key = "link", .extensions = LEAF_EXTENSIONS });
  path_trust (&c, &root);
  for (guint i = 0; i < 20; i++)
    {
      g_snprintf (name, sizeof name, "link-%u", i);
      path_pass_along (&c, &(PathSpec) { name, above, .key = "link", .issuer_key = i == 0 ? "House Root" : "link" });
      g_strlcpy (above, name, sizeof above);
    }
  path_assert (&c, "");
}

static char *
list_names (const char *kind, guint n)
{
  GString *list = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    g_string_append_printf (list, "%s%sDNS:n%u.house", i > 0 ? "," : "", kind, i);
  return g_string_free (list, FALSE);
}

static void
thousands_of_names_under_thousands_of_constraints_are_refused (void)
{
  g_autofree char *names = list_names ("", 1200), *constraints = list_names ("excluded;", 1200);
  g_autofree char *leaf_extensions = g_strconcat ("keyUsage=digitalSignature\nsubjectAltName=DNS:lock.garden,", names, NULL);
  g_autofree char *authority_extensions = g_strconcat (AUTHORITY_EXTENSIONS "\nnameConstraints=critical,", constraints, NULL);
  g_auto (PathCase) c = { 0 };

  path_case_init (&c, &(PathSpec) { "lock-06", "House Devices", .extensions = leaf_extensions });
  path_trust (&c, &root);
  path_pass_along (&c, &(PathSpec) { "House Devices", "House Root", .extensions = authority_extensions });
  path_assert (&c, "name-constraint");
}

static void
trusted_leaf_that_signed_itself_is_valid (void)
{
  static const PathSpec alone = { "lock-07", .extensions = LEAF_EXTENSIONS };
  g_auto (PathCase) c = { 0 };

  path_case_init (&c, &alone);
  path_trust (&c, &alone);
  path_assert (&c, "");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define FACT(name) g_test_add_func ("/search/" #name, name)
  FACT (expired_certificate_of_the_same_authority_is_gone_around);
  FACT (constrained_way_is_gone_around);
  FACT (best_of_several_failures_is_explained);
  FACT (circle_without_anchor_ends);
  FACT (mesh_without_anchor_ends);
  FACT (look_alike_issuers_end_with_the_limit_or_a_verdict);
  FACT (long_path_is_gone_to_its_end);
  FACT (thousands_of_names_under_thousands_of_constraints_are_refused);
  FACT (trusted_leaf_that_signed_itself_is_valid);
  return g_test_run ();
}

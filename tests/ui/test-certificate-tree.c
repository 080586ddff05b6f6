/* The tree of certificates follows the playhead both ways, tells of no more than what changed, and finds its rows. */
#include <string.h>

#include "tb-certificate-tree.h"
#include "ui-fixture.h"

typedef struct
{
  TbFleet *fleet;
  TbJournal *journal;
  TbFold *fold;
  TbCertificateTree *tree;
  GString *changes;
} Fixture;

enum { AUTHORITY = 1, BROKER, GATEWAY, LOCK_1, N_LOCKS = 5, CAMERA = LOCK_1 + N_LOCKS };

static void
append (Fixture *f, gint64 time_us, TbRecordKind kind, guint32 subject, gint64 value, guint detail)
{
  const TbRecord record = { .time_us = time_us, .kind = (guint16) kind, .subject = subject, .object = subject == AUTHORITY ? TB_NOBODY : AUTHORITY,
                            .value = value, .detail = (guint16) detail, .payload = TB_NO_PAYLOAD };

  tb_journal_append (f->journal, &record);
  tb_journal_publish (f->journal);
}

static void
issue (Fixture *f, gint64 time_us, guint32 subject, gint64 not_after_us)
{
  append (f, time_us, TB_RECORD_CERTIFICATE_REQUESTED, subject, 0, 0);
  append (f, time_us, TB_RECORD_CERTIFICATE_ISSUED, subject, not_after_us, 1);
  append (f, time_us + 10, TB_RECORD_CERTIFICATE_INSTALLED, subject, not_after_us, 0);
}

static TbGroup *
add_group (Fixture *f, const char *name, TbRole role, guint32 count, guint32 authority)
{
  TbGroup *group = tb_fleet_add_group (f->fleet, name, role, count);

  group->label = g_strdup (name);
  group->authority = authority;
  return group;
}

static void
set_up (Fixture *f, gconstpointer data)
{
  f->fleet = tb_fleet_new ();
  add_group (f, "authority", TB_ROLE_AUTHORITY, 1, TB_NOBODY);
  add_group (f, "broker", TB_ROLE_BROKER, 1, AUTHORITY);
  add_group (f, "gateway", TB_ROLE_GATEWAY, 1, AUTHORITY);
  add_group (f, "lock", TB_ROLE_DEVICE, N_LOCKS, AUTHORITY);
  add_group (f, "camera", TB_ROLE_DEVICE, 1, TB_NOBODY);
  f->journal = tb_journal_new (0);
  append (f, 0, TB_RECORD_AUTHORITY_MADE, AUTHORITY, 1000 * TB_US_PER_DAY, 0);
  append (f, 0, TB_RECORD_AUTHORITY_MADE, AUTHORITY, 1000 * TB_US_PER_DAY, 1);
  f->fold = tb_fold_new (f->fleet, f->journal);
  f->tree = tb_certificate_tree_new ();
  f->changes = g_string_new (NULL);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_assert_finalize_object (f->tree);
  g_string_free (f->changes, TRUE);
  tb_fold_free (f->fold);
  tb_journal_unref (f->journal);
  tb_fleet_unref (f->fleet);
}

static void
start (Fixture *f, gint64 time_us)
{
  tb_fold_seek (f->fold, time_us);
  tb_certificate_tree_set_source (f->tree, f->fold);
}

static void
move (Fixture *f, gint64 time_us)
{
  tb_fold_seek (f->fold, time_us);
  tb_certificate_tree_move (f->tree);
}

static void
append_rows (GListModel *model, GString *text)
{
  guint n = g_list_model_get_n_items (model);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (TbCertificateNode) node = g_list_model_get_item (model, i);
      GListModel *children = tb_certificate_node_get_children (node);

      g_string_append_printf (text, "%s%s", i > 0 ? " " : "", tb_certificate_node_get_title (node));
      if (children == NULL || g_list_model_get_n_items (children) == 0)
        continue;
      g_string_append_c (text, '(');
      append_rows (children, text);
      g_string_append_c (text, ')');
    }
}

static void
check_rows (Fixture *f, const char *wanted)
{
  g_autoptr (GString) rows = g_string_new (NULL);

  append_rows (tb_certificate_tree_get_roots (f->tree), rows);
  g_assert_cmpstr (rows->str, ==, wanted);
}

static TbCertificateNode *
dup_holder (Fixture *f, guint32 object)
{
  g_autoptr (GPtrArray) path = tb_certificate_tree_find_holder (f->tree, object);

  g_assert_nonnull (path);
  return g_list_model_get_item (tb_certificate_node_get_children (g_ptr_array_index (path, path->len - 1)),
                                tb_certificate_tree_find_row (f->tree, object));
}

static void
check_state (TbCertificateNode *node, TbIdentityState state)
{
  g_assert_cmpstr (tb_certificate_node_get_look (node)->code, ==, tb_look_identity (state)->code);
}

static void
hierarchy_is_root_issuer_kinds_holders (Fixture *f, gconstpointer data)
{
  issue (f, 0, BROKER, 1000 * TB_US_PER_DAY);
  issue (f, 100, GATEWAY, TB_US_PER_DAY);
  issue (f, 200, LOCK_1 + 1, TB_US_PER_DAY);
  issue (f, 300, LOCK_1, TB_US_PER_DAY);
  start (f, 1000);
  check_rows (f, "authority(authority(Services(broker) Gateways(gateway) lock(lock-01 lock-02)))");
  g_assert_cmpuint (tb_certificate_tree_get_n_known (f->tree), ==, 4);
  move (f, 50);
  check_rows (f, "authority(authority(Services(broker)))");
  move (f, 250);
  check_rows (f, "authority(authority(Services(broker) Gateways(gateway) lock(lock-02)))");
}

static void
row_goes_from_on_its_way_to_valid_to_expired (Fixture *f, gconstpointer data)
{
  g_autoptr (TbCertificateNode) node = NULL;

  issue (f, 100, LOCK_1, 10000);
  start (f, 105);
  node = dup_holder (f, LOCK_1);
  check_state (node, TB_IDENTITY_ENROLLING);
  move (f, 110);
  check_state (node, TB_IDENTITY_VALID);
  move (f, 9500);
  check_state (node, TB_IDENTITY_EXPIRING);
  move (f, 10000);
  check_state (node, TB_IDENTITY_EXPIRED);
  move (f, 105);
  check_state (node, TB_IDENTITY_ENROLLING);
}

static void
on_changed (GListModel *model, guint position, guint removed, guint added, GString *changes)
{
  g_string_append_printf (changes, "%u-%u+%u ", position, removed, added);
}

static void
one_more_holder_is_one_more_row (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) path = NULL;
  GListModel *locks;

  issue (f, 100, LOCK_1, TB_US_PER_DAY);
  issue (f, 200, LOCK_1 + 2, TB_US_PER_DAY);
  issue (f, 300, LOCK_1 + 1, TB_US_PER_DAY);
  start (f, 250);
  path = tb_certificate_tree_find_holder (f->tree, LOCK_1);
  locks = tb_certificate_node_get_children (g_ptr_array_index (path, path->len - 1));
  g_signal_connect (locks, "items-changed", G_CALLBACK (on_changed), f->changes);
  move (f, 260);
  g_assert_cmpstr (f->changes->str, ==, "");
  move (f, 400);
  g_assert_cmpstr (f->changes->str, ==, "1-0+1 ");
  move (f, 250);
  g_assert_cmpstr (f->changes->str, ==, "1-0+1 1-1+0 ");
}

static void
revoked_is_told_until_it_is_released (Fixture *f, gconstpointer data)
{
  g_autoptr (TbCertificateNode) node = NULL;

  issue (f, 100, LOCK_1, TB_US_PER_DAY);
  append (f, 200, TB_RECORD_CERTIFICATE_REVOKED, LOCK_1, 200, TB_CERTIFICATE_ON_HOLD);
  append (f, 300, TB_RECORD_CERTIFICATE_RELEASED, LOCK_1, 0, 0);
  start (f, 250);
  node = dup_holder (f, LOCK_1);
  check_state (node, TB_IDENTITY_REVOKED);
  tb_certificate_tree_set_filter (f->tree, TB_CERTIFICATE_FILTER_REVOKED);
  check_rows (f, "authority(authority(lock(lock-01)))");
  move (f, 350);
  check_state (node, TB_IDENTITY_VALID);
  check_rows (f, "authority(authority)");
  g_assert_null (tb_certificate_tree_find_holder (f->tree, LOCK_1));
}

static void
words_find_names_kinds_and_states (Fixture *f, gconstpointer data)
{
  issue (f, 100, GATEWAY, TB_US_PER_DAY);
  issue (f, 100, LOCK_1, TB_US_PER_DAY);
  issue (f, 100, LOCK_1 + 3, 1000);
  start (f, 2000);
  tb_certificate_tree_set_text (f->tree, "LOCK-04");
  check_rows (f, "authority(authority(lock(lock-04)))");
  tb_certificate_tree_set_text (f->tree, "lock valid");
  check_rows (f, "authority(authority(lock(lock-01)))");
  tb_certificate_tree_set_text (f->tree, "nobody");
  check_rows (f, "authority(authority)");
  g_assert_cmpuint (tb_certificate_tree_get_n_shown (f->tree), ==, 0);
  tb_certificate_tree_set_text (f->tree, "  ");
  g_assert_cmpuint (tb_certificate_tree_get_n_shown (f->tree), ==, 3);
}

static void
way_down_leads_to_the_row (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) path = NULL;

  issue (f, 100, LOCK_1 + 4, TB_US_PER_DAY);
  start (f, 200);
  path = tb_certificate_tree_find_holder (f->tree, LOCK_1 + 4);
  g_assert_cmpuint (path->len, ==, 3);
  g_assert_cmpuint (tb_certificate_tree_find_row (f->tree, LOCK_1 + 4), ==, 0);
  g_assert_null (tb_certificate_tree_find_holder (f->tree, LOCK_1));
  g_assert_null (tb_certificate_tree_find_holder (f->tree, CAMERA));
  g_assert_null (tb_certificate_tree_find_holder (f->tree, TB_NOBODY));
}

static void
no_source_shows_nothing (Fixture *f, gconstpointer data)
{
  issue (f, 100, LOCK_1, TB_US_PER_DAY);
  start (f, 200);
  tb_certificate_tree_set_source (f->tree, NULL);
  check_rows (f, "");
  tb_certificate_tree_move (f->tree);
  tb_certificate_tree_set_text (f->tree, "lock");
  g_assert_cmpuint (tb_certificate_tree_get_n_known (f->tree), ==, 0);
}

#define ADD(path, func) g_test_add ("/certificate-tree/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("hierarchy", hierarchy_is_root_issuer_kinds_holders);
  ADD ("states", row_goes_from_on_its_way_to_valid_to_expired);
  ADD ("smallest", one_more_holder_is_one_more_row);
  ADD ("revoked", revoked_is_told_until_it_is_released);
  ADD ("search", words_find_names_kinds_and_states);
  ADD ("find", way_down_leads_to_the_row);
  ADD ("none", no_source_shows_nothing);
  return g_test_run ();
}

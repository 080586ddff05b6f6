/* tb-cli-outbreak-networks: devices in networks, who of them reaches whom, and which are protected. */
#include "tb-cli-outbreak.h"

#include <string.h>

static gboolean
add_network (TbOutbreakModel *model, char **names, const char *text, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (text, ":", 2);
  guint64 n;

  if (g_strv_length (parts) != 2 || *parts[0] == '\0' || !g_ascii_string_to_unsigned (parts[1], 10, 1, TB_OUTBREAK_MAX_DEVICES, &n, NULL))
    return tb_outbreak_complain (error, "--network must be a name and its devices, such as carrier-a:50000, got \"%.40s\"", text);
  if (g_strv_contains ((const char *const *) names, parts[0]))
    return tb_outbreak_complain (error, "there are two networks \"%.40s\"", parts[0]);
  if (model->n_pools >= TB_OUTBREAK_MAX_POOLS / 2)
    return tb_outbreak_complain (error, "there may be at most %d networks", TB_OUTBREAK_MAX_POOLS / 2);
  names[model->n_pools] = g_strdup (parts[0]);
  model->pools[model->n_pools++] = (TbOutbreakPool) { (guint32) n, 1, TB_REFUSAL_WRONG_PASSWORD };
  return TRUE;
}

static gboolean
read_networks (char **texts, TbOutbreakModel *model, char **names, GError **error)
{
  if (texts == NULL)
    return TRUE;
  model->n_pools = 0;
  for (guint i = 0; texts[i] != NULL; i++)
    if (!add_network (model, names, texts[i], error))
      return FALSE;
  return TRUE;
}

static gboolean
find_network (char **names, const char *name, guint *i)
{
  for (*i = 0; names[*i] != NULL; (*i)++)
    if (strcmp (names[*i], name) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
read_pair (const char *text, char **names, guint n, double *reach, GError **error)
{
  g_auto (GStrv) sides = g_strsplit (text, "=", 2);
  g_auto (GStrv) ends = g_strsplit (sides[0], ":", 2);
  guint from, to;

  if (g_strv_length (sides) != 2 || g_strv_length (ends) != 2 || !find_network (names, ends[0], &from) || !find_network (names, ends[1], &to))
    return tb_outbreak_complain (error, "--reach must be two networks and a probability, such as internet:carrier-a=0, got \"%.60s\"", text);
  return tb_outbreak_read_number ("reach", sides[1], &reach[from * n + to], error);
}

static gboolean
read_reach (char **texts, TbOutbreakPlan *plan, char **names, GError **error)
{
  guint n = plan->model.n_pools;

  if (texts == NULL)
    return TRUE;
  plan->reach = g_new (double, n * n);
  for (guint i = 0; i < n * n; i++)
    plan->reach[i] = 1;
  for (guint i = 0; texts[i] != NULL; i++)
    if (!read_pair (texts[i], names, n, plan->reach, error))
      return FALSE;
  plan->model.reach = plan->reach;
  return TRUE;
}

/* Each network divides into what stayed as it was and what is protected; who reaches the one reaches the other. */
static void
double_reach (TbOutbreakPlan *plan, guint n)
{
  double *reach = g_new (double, 4 * n * n);

  for (guint i = 0; i < 4 * n * n; i++)
    reach[i] = plan->reach[i / (2 * n) % n * n + i % (2 * n) % n];
  g_free (plan->reach);
  plan->model.reach = plan->reach = reach;
}

/* Divides every network. The initial bots are in the first, and not protected. */
void
tb_cli_outbreak_protect (TbOutbreakPlan *plan, double fraction, double effectiveness)
{
  TbOutbreakModel *model = &plan->model;
  guint n = model->n_pools;

  for (guint i = 0; i < n; i++)
    {
      guint32 n_protected = tb_outbreak_model_count_protected (model, i, fraction);

      model->pools[n + i] = (TbOutbreakPool) { n_protected, (1 - effectiveness) * model->pools[i].weakness, TB_REFUSAL_CLOSED };
      model->pools[i].n_devices -= n_protected;
    }
  model->n_pools = 2 * n;
  if (plan->reach != NULL)
    double_reach (plan, n);
}

/**
 * tb_cli_outbreak_read_networks:
 * @plan: the model so far, of one pool
 * @networks: (nullable): names and devices, `NAME:N`
 * @reach: (nullable): who gets where, `FROM:TO=P`
 * @error: return location
 *
 * Puts the devices of @plan into networks.
 *
 * Returns: whether all was understood
 */
gboolean
tb_cli_outbreak_read_networks (TbOutbreakPlan *plan, char **networks, char **reach, GError **error)
{
  g_auto (GStrv) names = g_new0 (char *, TB_OUTBREAK_MAX_POOLS + 1);

  return read_networks (networks, &plan->model, names, error) && read_reach (reach, plan, names, error);
}

/* tb-audit-proof: see the header. */
#include "tb-audit-proof.h"

typedef struct
{
  const TbHash *leaves;
  GArray *steps;
} Proof;

static void
add_step (const Proof *proof, guint first, guint count, gboolean is_left)
{
  TbAuditStep step = { .is_left = is_left, .first = first, .count = count };

  tb_merkle_hash_tree (proof->leaves + first, count, &step.sibling);
  g_array_append_val (proof->steps, step);
}

/* Of the @count leaves from @first on; the step next to the leaf comes first. */
static void
descend (const Proof *proof, guint first, guint count, guint leaf)
{
  guint half;

  if (count < 2)
    return;
  half = (guint) tb_merkle_split_at (count);
  if (leaf < first + half)
    {
      descend (proof, first, half, leaf);
      add_step (proof, first + half, count - half, FALSE);
    }
  else
    {
      descend (proof, first + half, count - half, leaf);
      add_step (proof, first, half, TRUE);
    }
}

/**
 * tb_audit_proof_new:
 * @leaves: (array length=n): hashes of all leaves
 * @n: how many there are, at least 1
 * @leaf: which of them, from 0
 *
 * Returns: (transfer full) (element-type TbAuditStep): the steps from the leaf to the root, which is the last one's result
 */
GArray *
tb_audit_proof_new (const TbHash *leaves, guint n, guint leaf)
{
  const Proof proof = { leaves, g_array_new (FALSE, FALSE, sizeof (TbAuditStep)) };
  const TbHash *known = &leaves[leaf];

  g_return_val_if_fail (leaf < n, proof.steps);
  descend (&proof, 0, n, leaf);
  for (guint i = 0; i < proof.steps->len; i++)
    {
      TbAuditStep *step = &g_array_index (proof.steps, TbAuditStep, i);

      tb_merkle_hash_node (step->is_left ? &step->sibling : known, step->is_left ? known : &step->sibling, &step->result);
      known = &step->result;
    }
  return proof.steps;
}

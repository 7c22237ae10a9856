"""The loop of ALCE's official script (eval.py, compute_autoais), as it has it: ours is held against it."""

from collections.abc import Callable, Sequence


def autoais(
    item: Sequence[tuple[str, Sequence[str]]], run_nli: Callable[[str, Sequence[str]], bool]
) -> tuple[float, float]:
    """Return recall and precision of one answer; `run_nli` stands in for the entailment model."""
    entail, entail_prec, total_citations = 0, 0, 0
    for target_sent, ref in item:
        joint_entail = -1
        if len(ref) == 0:
            joint_entail = 0
        else:
            total_citations += len(ref)
        if joint_entail == -1:
            joint_entail = int(run_nli(target_sent, ref))
        entail += joint_entail
        if joint_entail and len(ref) > 1:
            for psgs_id in ref:
                nli_result = run_nli(target_sent, [psgs_id])
                if not nli_result:
                    subset_exclude = list(ref)
                    subset_exclude.remove(psgs_id)
                    nli_result = run_nli(target_sent, subset_exclude)
                    if not nli_result:
                        entail_prec += 1
                else:
                    entail_prec += 1
        else:
            entail_prec += joint_entail
    return entail / len(item), entail_prec / total_citations if total_citations > 0 else 0

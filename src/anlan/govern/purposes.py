"""The closed list of purposes (个人信息保护法 art. 6: explicit and reasonable)."""

from __future__ import annotations

from anlan.standards.title import Title

PURPOSES: dict[str, Title] = {
    "call-handling": Title(zh="接处警", en="handling calls for help and service"),
    "early-warning": Title(zh="预警研判", en="finding places and disputes that need attention"),
    "task-handling": Title(zh="任务办理", en="getting work done and checked"),
    "evaluation": Title(zh="评估", en="measuring whether it helped"),
    "stewardship": Title(zh="数据管理", en="keeping the data right"),
    "audit": Title(zh="审计", en="checking who read what and why"),
    "publication": Title(zh="公开", en="telling the public"),
}

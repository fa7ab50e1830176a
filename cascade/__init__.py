"""Cascade: target cascading in Excel (目标分解 · 填报 · 汇总)."""
